package hospital.peers;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Every literal reference inside a resource, extensions and contained resources included. */
final class References {
	private References() {}

	static List<Reference> in(Resource resource) {
		List<Reference> found = new ArrayList<>();
		collect(resource, found);
		return found;
	}

	private static void collect(Base value, List<Reference> found) {
		if (value instanceof Reference reference && reference.hasReference()) found.add(reference);
		for (Property property : value.children()) {
			for (Base child : property.getValues()) collect(child, found);
		}
	}
}
