package hospital.peers;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.fhirpath.IFhirPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** The values that a search parameter's FHIRPath finds in a resource. */
final class Paths {
	/** `where(resolve() is Patient)` would read another resource: the reference names its type. */
	private static final Pattern RESOLVED =
			Pattern.compile("\\.where\\(\\s*resolve\\(\\)\\s+is\\s+(\\w+)\\s*\\)");

	private record Path(IFhirPath.IParsedExpression expression, String target) {}

	private final IFhirPath fhirPath;
	private final Map<String, List<Path>> parsed = new ConcurrentHashMap<>();

	Paths(FhirContext context) {
		this.fhirPath = context.newFhirPath();
	}

	List<Base> values(Resource resource, RuntimeSearchParam parameter) {
		String type = resource.fhirType();
		List<Path> of =
				parsed.computeIfAbsent(type + "." + parameter.getName(), key -> parse(parameter, type));
		List<Base> found = new ArrayList<>();
		for (Path path : of) {
			for (Base value : fhirPath.evaluate(resource, path.expression(), Base.class)) {
				if (path.target() == null || pointsAt(value, path.target())) found.add(value);
			}
		}
		return found;
	}

	private List<Path> parse(RuntimeSearchParam parameter, String type) {
		List<Path> found = new ArrayList<>();
		for (String text : parameter.getPathsSplitForResourceType(type)) {
			Matcher resolved = RESOLVED.matcher(text);
			String target = resolved.find() ? resolved.group(1) : null;
			try {
				found.add(new Path(fhirPath.parse(resolved.replaceAll("")), target));
			} catch (Exception error) {
				throw new IllegalStateException("a search parameter's path cannot be read", error);
			}
		}
		return found;
	}

	private static boolean pointsAt(Base value, String type) {
		if (!(value instanceof Reference reference)) return false;
		return type.equals(reference.getReferenceElement().getResourceType());
	}
}
