package hospital.peers;

import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/** Every version of every resource in memory, in the order of the writes. */
final class Store {
	/** One write. `resource` is null where it deleted the resource. */
	record Version(String type, String id, long number, Resource resource, Date at, String method) {}

	private final List<Version> log = new ArrayList<>();
	private final Map<String, List<Version>> byReference = new LinkedHashMap<>();

	/** The newest version, or null when there never was one. */
	synchronized Version newest(String type, String id) {
		List<Version> versions = byReference.get(type + "/" + id);
		return versions == null ? null : versions.get(versions.size() - 1);
	}

	synchronized Resource read(String type, String id, Long number) {
		List<Version> versions = byReference.get(type + "/" + id);
		if (versions == null) throw new ResourceNotFoundException(new IdType(type, id));
		for (int at = versions.size() - 1; at >= 0; at--) {
			Version version = versions.get(at);
			if (number != null && version.number() != number) continue;
			if (version.resource() == null) throw new ResourceGoneException(new IdType(type, id));
			return version.resource();
		}
		throw new ResourceNotFoundException(new IdType(type, id, String.valueOf(number)));
	}

	/** Newest first; all of a type when `id` is null, of everything when `type` is null too. */
	synchronized List<Version> history(String type, String id) {
		List<Version> found = new ArrayList<>();
		for (int at = log.size() - 1; at >= 0; at--) {
			Version version = log.get(at);
			if (type != null && !version.type().equals(type)) continue;
			if (id == null || version.id().equals(id)) found.add(version);
		}
		return found;
	}

	/** What exists now of a type, in the order of creation. */
	synchronized List<Resource> all(String type) {
		List<Resource> found = new ArrayList<>();
		for (List<Version> versions : byReference.values()) {
			Version last = versions.get(versions.size() - 1);
			if (last.type().equals(type) && last.resource() != null) found.add(last.resource());
		}
		return found;
	}

	/** Writes a new version; the id is made here when there is none. */
	synchronized Resource write(Resource given, String id, String ifMatch, String method) {
		String type = given.fhirType();
		String own = id == null ? UUID.randomUUID().toString() : id;
		Version last = newest(type, own);
		check(last, ifMatch);
		Resource resource = given.copy();
		long number = last == null ? 1 : last.number() + 1;
		Date at = new Date();
		resource.setId(new IdType(type, own, String.valueOf(number)));
		resource.getMeta().setVersionId(String.valueOf(number)).setLastUpdated(at);
		append(new Version(type, own, number, resource, at, method));
		return resource;
	}

	synchronized void delete(String type, String id, String ifMatch) {
		Version last = newest(type, id);
		if (last == null || last.resource() == null) return;
		check(last, ifMatch);
		append(new Version(type, id, last.number() + 1, null, new Date(), "DELETE"));
	}

	/** All or nothing: what `work` wrote is taken back when it throws. */
	synchronized <R> R atomically(Supplier<R> work) {
		int before = log.size();
		try {
			return work.get();
		} catch (RuntimeException error) {
			while (log.size() > before) takeBack();
			throw error;
		}
	}

	private void append(Version version) {
		log.add(version);
		String reference = version.type() + "/" + version.id();
		byReference.computeIfAbsent(reference, key -> new ArrayList<>()).add(version);
	}

	private void takeBack() {
		Version last = log.remove(log.size() - 1);
		String reference = last.type() + "/" + last.id();
		List<Version> versions = byReference.get(reference);
		versions.remove(versions.size() - 1);
		if (versions.isEmpty()) byReference.remove(reference);
	}

	private static void check(Version last, String ifMatch) {
		if (ifMatch == null || ifMatch.isEmpty()) return;
		String wanted = ifMatch.replaceAll("^W/", "").replace("\"", "");
		if (last != null && String.valueOf(last.number()).equals(wanted)) return;
		// 412, as R4 says (http.html, managing resource contention).
		throw new PreconditionFailedException("the resource has another version");
	}
}
