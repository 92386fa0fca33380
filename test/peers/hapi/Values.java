package hospital.peers;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Whether values of a resource fit what a search asks for (search.html, by type of parameter). */
final class Values {
	private Values() {}

	private record Token(String system, String code) {}

	/** Earliest and latest moment, milliseconds since 1970; the latest is not part of it. */
	private record Span(long from, long until) {}

	static List<Base> meta(Resource resource, String code) {
		List<Base> found = new ArrayList<>();
		if (code.equals("_id")) found.add(new IdType(resource.getIdElement().getIdPart()));
		if (code.equals("_tag")) found.addAll(resource.getMeta().getTag());
		if (code.equals("_security")) found.addAll(resource.getMeta().getSecurity());
		if (code.equals("_profile")) found.addAll(resource.getMeta().getProfile());
		return found;
	}

	/** `code`, `system|code`, `|code` or `system|`. */
	static boolean token(List<Base> values, List<String> wanted) {
		for (Base value : values) {
			for (Token token : tokens(value)) {
				for (String text : wanted) if (fits(token, text)) return true;
			}
		}
		return false;
	}

	private static boolean fits(Token token, String wanted) {
		int bar = bar(wanted);
		if (bar < 0) return unescaped(wanted).equals(token.code());
		String system = unescaped(wanted.substring(0, bar));
		String code = unescaped(wanted.substring(bar + 1));
		String own = token.system() == null ? "" : token.system();
		return system.equals(own) && (code.isEmpty() || code.equals(token.code()));
	}

	/** Where the system ends; a bar behind a backslash is part of a value (search.html 3.1.1.4.2). */
	private static int bar(String wanted) {
		for (int at = 0; at < wanted.length(); at++) {
			if (wanted.charAt(at) == '\\') at++;
			else if (wanted.charAt(at) == '|') return at;
		}
		return -1;
	}

	private static String unescaped(String text) {
		return text.replaceAll("\\\\([\\\\,$|])", "$1");
	}

	private static List<Token> tokens(Base value) {
		List<Token> found = new ArrayList<>();
		if (value instanceof Identifier of) found.add(new Token(of.getSystem(), of.getValue()));
		if (value instanceof Coding of) found.add(new Token(of.getSystem(), of.getCode()));
		if (value instanceof ContactPoint of) found.add(new Token(null, of.getValue()));
		if (value instanceof PrimitiveType<?> of) found.add(new Token(null, of.getValueAsString()));
		if (value instanceof CodeableConcept of) {
			for (Coding coding : of.getCoding()) found.add(new Token(coding.getSystem(), coding.getCode()));
		}
		return found;
	}

	static boolean string(List<Base> values, List<String> wanted, String modifier) {
		for (Base value : values) {
			for (String text : texts(value)) {
				for (String part : wanted) if (fits(text, part, modifier)) return true;
			}
		}
		return false;
	}

	private static boolean fits(String text, String wanted, String modifier) {
		if (modifier.equals("exact")) return text.equals(wanted);
		String plain = plain(text);
		return modifier.equals("contains")
				? plain.contains(plain(wanted))
				: plain.startsWith(plain(wanted));
	}

	private static String plain(String text) {
		String apart = Normalizer.normalize(text, Normalizer.Form.NFD);
		return apart.replaceAll("\\p{M}", "").toLowerCase(Locale.ROOT);
	}

	private static List<String> texts(Base value) {
		List<String> found = new ArrayList<>();
		if (value instanceof PrimitiveType<?> of) found.add(of.getValueAsString());
		if (value instanceof HumanName of) {
			found.add(of.getText());
			found.add(of.getFamily());
			of.getGiven().forEach(given -> found.add(given.getValue()));
		}
		if (value instanceof Address of) {
			of.getLine().forEach(line -> found.add(line.getValue()));
			found.addAll(List.of(some(of.getCity()), some(of.getState()), some(of.getPostalCode())));
		}
		found.removeIf(text -> text == null || text.isEmpty());
		return found;
	}

	private static String some(String text) {
		return text == null ? "" : text;
	}

	static boolean reference(
			List<Base> values, List<String> wanted, RuntimeSearchParam parameter, String modifier) {
		for (Base value : values) {
			if (value instanceof PrimitiveType<?> of && wanted.contains(of.getValueAsString())) return true;
			if (!(value instanceof Reference reference)) continue;
			if (modifier.equals("identifier")) {
				if (token(List.of(reference.getIdentifier()), wanted)) return true;
				continue;
			}
			for (String text : wanted) if (fits(reference, text, modifier)) return true;
		}
		return false;
	}

	private static boolean fits(Reference reference, String wanted, String type) {
		var own = reference.getReferenceElement();
		IdType asked = new IdType(wanted);
		String askedType = type.isEmpty() ? asked.getResourceType() : type;
		if (askedType != null && !askedType.equals(own.getResourceType())) return false;
		return asked.getIdPart() != null && asked.getIdPart().equals(own.getIdPart());
	}

	static boolean uri(List<Base> values, List<String> wanted) {
		for (Base value : values) if (wanted.contains(value.primitiveValue())) return true;
		return false;
	}

	/** Prefixes eq, ne, gt, lt, ge, le; a date stands for the whole time that its precision covers. */
	static boolean date(List<Base> values, List<String> wanted) {
		for (Base value : values) {
			Span own = span(value);
			if (own == null) continue;
			for (String text : wanted) if (fits(own, text)) return true;
		}
		return false;
	}

	private static boolean fits(Span own, String wanted) {
		boolean prefixed = wanted.length() > 2 && Character.isLetter(wanted.charAt(0));
		String prefix = prefixed ? wanted.substring(0, 2) : "eq";
		Span asked = span(prefixed ? wanted.substring(2) : wanted);
		boolean inside = own.from() >= asked.from() && own.until() <= asked.until();
		switch (prefix) {
			case "eq":
				return inside;
			case "ne":
				return !inside;
			case "gt":
				return own.until() > asked.until();
			case "ge":
				return own.until() > asked.until() || inside;
			case "lt":
				return own.from() < asked.from();
			case "le":
				return own.from() < asked.from() || inside;
			default:
				throw new InvalidRequestException("the prefix '" + prefix + "' is not supported");
		}
	}

	private static Span span(String text) {
		try {
			return span(new DateTimeType(text));
		} catch (DataFormatException | IllegalArgumentException error) {
			throw new InvalidRequestException("a date of the search is not valid");
		}
	}

	private static Span span(Base value) {
		if (value instanceof Period of) {
			long from = of.hasStart() ? of.getStart().getTime() : Long.MIN_VALUE;
			long until = of.hasEnd() ? span(of.getEndElement()).until() : Long.MAX_VALUE;
			return new Span(from, until);
		}
		if (!(value instanceof BaseDateTimeType of) || of.getValue() == null) return null;
		Calendar until = Calendar.getInstance(of.getTimeZone() == null ? java.util.TimeZone.getDefault() : of.getTimeZone());
		until.setTime(of.getValue());
		until.add(of.getPrecision().getCalendarConstant(), 1);
		return new Span(of.getValue().getTime(), until.getTimeInMillis());
	}

	/** Text that sorts as the first value does; an absent value comes first. */
	static String sortText(List<Base> values) {
		if (values.isEmpty()) return "";
		Base first = values.get(0);
		if (first instanceof BaseDateTimeType of && of.getValue() != null) {
			Date date = of.getValue();
			return String.format("%020d", date.getTime() + Integer.MAX_VALUE * 10_000L);
		}
		if (first instanceof Reference of) return some(of.getReference());
		List<String> texts = texts(first);
		if (!texts.isEmpty()) return plain(texts.get(0));
		List<Token> tokens = tokens(first);
		return tokens.isEmpty() ? "" : some(tokens.get(0).code());
	}
}
