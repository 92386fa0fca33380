package hospital.peers;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PatchTypeEnum;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.NotImplementedOperationException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.fge.jsonpatch.JsonPatchException;
import com.github.fge.jsonpatch.JsonPatchFactory;
import com.github.fge.jsonpatch.StandardJsonPatchFactory;
import java.io.IOException;
import java.util.List;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/** Create, update, patch and delete with their conditional forms (http.html). */
final class Writing {
	/** What an interaction left behind. */
	record Outcome(Resource resource, boolean created) {
		MethodOutcome toMethodOutcome() {
			MethodOutcome outcome = new MethodOutcome(resource.getIdElement(), created);
			outcome.setResource(resource);
			return outcome;
		}
	}

	private static final ObjectMapper JSON = new ObjectMapper();
	private static final JsonPatchFactory PATCHES = StandardJsonPatchFactory.create();

	private final Store store;
	private final Search search;
	private final FhirContext context;

	Writing(Store store, Search search, FhirContext context) {
		this.store = store;
		this.search = search;
		this.context = context;
	}

	/** @param condition criteria, as `Type?name=value` or `name=value`, or null */
	Outcome create(Resource resource, String condition, String id) {
		synchronized (store) {
			Resource match = condition == null ? null : single(resource.fhirType(), condition);
			if (match != null) return new Outcome(match, false);
			return new Outcome(store.write(resource, id, null, "POST"), true);
		}
	}

	Outcome update(Resource resource, String id, String condition, String ifMatch) {
		String type = resource.fhirType();
		synchronized (store) {
			String own = id;
			if (condition != null) {
				Resource match = single(type, condition);
				own = match == null ? null : match.getIdElement().getIdPart();
			} else if (!own.equals(resource.getIdElement().getIdPart())) {
				throw new InvalidRequestException("the id in the resource is not the one in the address");
			}
			Store.Version last = own == null ? null : store.newest(type, own);
			boolean created = last == null || last.resource() == null;
			return new Outcome(store.write(resource, own, ifMatch, "PUT"), created);
		}
	}

	Outcome patch(
			String type, String id, String condition, PatchTypeEnum kind, String body, String ifMatch) {
		if (kind != PatchTypeEnum.JSON_PATCH) {
			throw new NotImplementedOperationException("only JSON Patch is done here");
		}
		synchronized (store) {
			Resource before = existing(type, id, condition);
			String own = before.getIdElement().getIdPart();
			Resource after = patched(before, body);
			return new Outcome(store.write(after, own, ifMatch, "PATCH"), false);
		}
	}

	void delete(String type, String id, String condition, String ifMatch) {
		synchronized (store) {
			Resource match = condition == null ? null : single(type, condition);
			if (condition != null && match == null) return;
			String own = condition == null ? id : match.getIdElement().getIdPart();
			if (store.newest(type, own) == null) throw new ResourceNotFoundException(new IdType(type, own));
			store.delete(type, own, ifMatch);
		}
	}

	/** The one match of the criteria, null for none; several are an error (412). */
	Resource single(String type, String condition) {
		String criteria = condition.substring(condition.indexOf('?') + 1);
		List<Resource> matches = search.matches(type, Search.parameters(criteria));
		if (matches.size() > 1) throw new PreconditionFailedException("the criteria match several resources");
		return matches.isEmpty() ? null : matches.get(0);
	}

	private Resource existing(String type, String id, String condition) {
		if (condition == null) return store.read(type, id, null);
		Resource match = single(type, condition);
		if (match == null) throw new ResourceNotFoundException("the criteria match no resource");
		return match;
	}

	private Resource patched(Resource before, String body) {
		try {
			JsonNode tree = JSON.readTree(context.newJsonParser().encodeResourceToString(before));
			JsonNode result = PATCHES.fromJson(JSON.readTree(body)).apply(tree);
			return (Resource) context.newJsonParser().parseResource(JSON.writeValueAsString(result));
		} catch (JsonPatchException error) {
			throw new UnprocessableEntityException("the patch cannot be applied");
		} catch (IOException error) {
			throw new InvalidRequestException("the patch is not valid");
		}
	}
}
