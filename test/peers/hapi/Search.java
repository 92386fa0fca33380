package hospital.peers;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Search over the store by scanning it: token, string, reference, date and uri parameters with their
 * common modifiers, one step of a chain, includes, sort. Everything else is refused with 400.
 */
final class Search {
	static final Set<String> META_TOKENS = Set.of("_id", "_tag", "_security", "_profile");

	private static final Set<RestSearchParameterTypeEnum> KINDS =
			Set.of(
					RestSearchParameterTypeEnum.TOKEN,
					RestSearchParameterTypeEnum.STRING,
					RestSearchParameterTypeEnum.REFERENCE,
					RestSearchParameterTypeEnum.DATE,
					RestSearchParameterTypeEnum.URI);

	/** HAPI itself shapes the answer by these, and the two below are read here. */
	private static final Set<String> SHAPING =
			Set.of("_count", "_offset", "_format", "_pretty", "_summary", "_elements", "_total");

	private static final Set<String> OWN = Set.of("_sort", "_include", "_revinclude");

	private final FhirContext context;
	private final Store store;
	private final Paths paths;

	Search(FhirContext context, Store store) {
		this.context = context;
		this.store = store;
		this.paths = new Paths(context);
	}

	static boolean evaluates(RuntimeSearchParam parameter) {
		return KINDS.contains(parameter.getParamType()) && !parameter.getName().startsWith("_");
	}

	/** Criteria of a condition, `name=value&...`. */
	static Map<String, String[]> parameters(String criteria) {
		Map<String, String[]> found = new LinkedHashMap<>();
		for (String pair : criteria.split("&")) {
			int at = pair.indexOf('=');
			if (at < 1) throw new InvalidRequestException("the criteria are not name=value");
			String name = URLDecoder.decode(pair.substring(0, at), StandardCharsets.UTF_8);
			String value = URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8);
			String[] before = found.getOrDefault(name, new String[0]);
			String[] all = Arrays.copyOf(before, before.length + 1);
			all[before.length] = value;
			found.put(name, all);
		}
		return found;
	}

	IBundleProvider page(String type, Map<String, String[]> parameters) {
		List<Resource> matches = matches(type, parameters);
		List<String> forward = values(parameters, "_include");
		List<String> backward = values(parameters, "_revinclude");
		for (String include : forward) include(include);
		for (String include : backward) include(include);
		return Pages.search(matches, page -> included(page, forward, backward));
	}

	/** Every resource of the type that fits all criteria, sorted. */
	List<Resource> matches(String type, Map<String, String[]> parameters) {
		List<Criterion> criteria = new ArrayList<>();
		parameters.forEach(
				(name, values) -> {
					if (SHAPING.contains(name) || OWN.contains(name)) return;
					for (String value : values) criteria.add(criterion(type, name, value));
				});
		List<Resource> found = new ArrayList<>();
		for (Resource resource : store.all(type)) {
			if (criteria.stream().allMatch(criterion -> criterion.fits(resource))) found.add(resource);
		}
		for (String sort : values(parameters, "_sort")) found.sort(order(type, sort));
		return found;
	}

	private interface Criterion {
		boolean fits(Resource resource);
	}

	private Criterion criterion(String type, String name, String value) {
		if (value.isEmpty()) throw new InvalidRequestException("parameter '" + name + "' has no value");
		int dot = name.indexOf('.');
		if (dot > 0) return chain(type, name.substring(0, dot), name.substring(dot + 1), value);
		String[] parts = name.split(":", 2);
		String modifier = parts.length == 2 ? parts[1] : "";
		List<String> wanted = Arrays.asList(value.split("(?<!\\\\),"));
		if (parts[0].equals("_lastUpdated")) {
			return resource -> Values.date(List.of(resource.getMeta().getLastUpdatedElement()), wanted);
		}
		if (META_TOKENS.contains(parts[0])) {
			return resource ->
					Values.token(Values.meta(resource, parts[0]), wanted) != modifier.equals("not");
		}
		RuntimeSearchParam parameter = parameter(type, parts[0]);
		if (modifier.equals("missing")) {
			return resource -> paths.values(resource, parameter).isEmpty() == value.equals("true");
		}
		return byKind(parameter, modifier, wanted);
	}

	private Criterion byKind(RuntimeSearchParam parameter, String modifier, List<String> wanted) {
		switch (parameter.getParamType()) {
			case TOKEN:
				allow(parameter, modifier, "not");
				return resource ->
						Values.token(paths.values(resource, parameter), wanted) != modifier.equals("not");
			case STRING:
				allow(parameter, modifier, "exact", "contains");
				return resource -> Values.string(paths.values(resource, parameter), wanted, modifier);
			case REFERENCE:
				if (!parameter.getTargets().contains(modifier)) allow(parameter, modifier, "identifier");
				return resource ->
						Values.reference(paths.values(resource, parameter), wanted, parameter, modifier);
			case DATE:
				allow(parameter, modifier);
				return resource -> Values.date(paths.values(resource, parameter), wanted);
			default:
				allow(parameter, modifier);
				return resource -> Values.uri(paths.values(resource, parameter), wanted);
		}
	}

	private static void allow(RuntimeSearchParam parameter, String modifier, String... known) {
		if (modifier.isEmpty() || Arrays.asList(known).contains(modifier)) return;
		throw new InvalidRequestException(
				"modifier ':" + modifier + "' is not supported for '" + parameter.getName() + "'");
	}

	/** `patient.identifier=...`: the references that point at a match of the inner criterion. */
	private Criterion chain(String type, String outer, String inner, String value) {
		String[] parts = outer.split(":", 2);
		RuntimeSearchParam parameter = parameter(type, parts[0]);
		List<String> targets =
				parts.length == 2 ? List.of(parts[1]) : new ArrayList<>(parameter.getTargets());
		if (targets.size() != 1) throw new InvalidRequestException("the chain names no single type");
		String target = targets.get(0);
		Criterion criterion = criterion(target, inner, value);
		return resource -> {
			for (Resource other : referenced(resource, parameter)) {
				if (other.fhirType().equals(target) && criterion.fits(other)) return true;
			}
			return false;
		};
	}

	private RuntimeSearchParam parameter(String type, String code) {
		RuntimeSearchParam parameter = context.getResourceDefinition(type).getSearchParam(code);
		if (parameter != null && evaluates(parameter)) return parameter;
		throw new InvalidRequestException(
				"Unknown search parameter '" + code + "' for resource type '" + type + "'");
	}

	private List<Resource> referenced(Resource resource, RuntimeSearchParam parameter) {
		List<Resource> found = new ArrayList<>();
		for (Base value : paths.values(resource, parameter)) {
			if (!(value instanceof Reference reference) || !reference.hasReference()) continue;
			var id = reference.getReferenceElement();
			Store.Version version = store.newest(id.getResourceType(), id.getIdPart());
			if (version != null && version.resource() != null) found.add(version.resource());
		}
		return found;
	}

	private RuntimeSearchParam include(String value) {
		String[] parts = value.split(":");
		if (parts.length < 2) throw new InvalidRequestException("an include is Type:parameter");
		return parameter(parts[0], parts[1]);
	}

	private List<Resource> included(
			List<Resource> page, List<String> forward, List<String> backward) {
		Map<String, Resource> found = new LinkedHashMap<>();
		for (String include : forward) {
			for (Resource resource : page) {
				if (!resource.fhirType().equals(include.split(":")[0])) continue;
				for (Resource other : referenced(resource, include(include))) keep(found, other);
			}
		}
		for (String include : backward) {
			for (Resource other : store.all(include.split(":")[0])) {
				for (Resource target : referenced(other, include(include))) {
					if (page.contains(target)) keep(found, other);
				}
			}
		}
		return new ArrayList<>(found.values());
	}

	private static void keep(Map<String, Resource> found, Resource resource) {
		found.put(resource.getIdElement().toUnqualifiedVersionless().getValue(), resource);
	}

	private Comparator<Resource> order(String type, String sort) {
		Comparator<Resource> order = null;
		for (String code : sort.split(",")) {
			boolean descending = code.startsWith("-");
			String name = descending ? code.substring(1) : code;
			Comparator<Resource> one = Comparator.comparing(sortKey(type, name));
			if (descending) one = one.reversed();
			order = order == null ? one : order.thenComparing(one);
		}
		return order;
	}

	private java.util.function.Function<Resource, String> sortKey(String type, String name) {
		if (name.equals("_id")) return resource -> resource.getIdElement().getIdPart();
		if (name.equals("_lastUpdated")) {
			return resource -> String.format("%020d", resource.getMeta().getLastUpdated().getTime());
		}
		RuntimeSearchParam parameter = parameter(type, name);
		return resource -> Values.sortText(paths.values(resource, parameter));
	}

	private static List<String> values(Map<String, String[]> parameters, String name) {
		String[] values = parameters.get(name);
		return values == null ? Collections.emptyList() : Arrays.asList(values);
	}
}
