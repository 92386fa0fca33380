package hospital.peers;

import ca.uhn.fhir.rest.api.PatchTypeEnum;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryRequestComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryResponseComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Batch and transaction (http.html, transaction processing rules). */
final class Bundles {
	private static final List<HTTPVerb> ORDER =
			List.of(HTTPVerb.DELETE, HTTPVerb.POST, HTTPVerb.PUT, HTTPVerb.PATCH, HTTPVerb.GET);

	private final Store store;
	private final Search search;
	private final Writing writing;

	Bundles(Store store, Search search, Writing writing) {
		this.store = store;
		this.search = search;
		this.writing = writing;
	}

	Bundle process(Bundle bundle) {
		if (bundle.getType() == BundleType.BATCH) return batch(bundle);
		if (bundle.getType() != BundleType.TRANSACTION) {
			throw new InvalidRequestException("the Bundle is no batch and no transaction");
		}
		return store.atomically(() -> transaction(bundle));
	}

	private Bundle batch(Bundle bundle) {
		Bundle answer = new Bundle().setType(BundleType.BATCHRESPONSE);
		for (BundleEntryComponent entry : bundle.getEntry()) {
			try {
				answer.addEntry(store.atomically(() -> perform(entry, null)));
			} catch (BaseServerResponseException error) {
				OperationOutcome outcome = new OperationOutcome();
				outcome.addIssue().setSeverity(IssueSeverity.ERROR).setCode(IssueType.PROCESSING);
				BundleEntryResponseComponent response =
						answer.addEntry().getResponse().setStatus(String.valueOf(error.getStatusCode()));
				response.setOutcome(outcome);
			}
		}
		return answer;
	}

	private Bundle transaction(Bundle bundle) {
		Map<BundleEntryComponent, String> ids = new HashMap<>();
		Map<String, String> references = new HashMap<>();
		Set<String> written = new HashSet<>();
		for (BundleEntryComponent entry : bundle.getEntry()) identify(entry, ids, references, written);
		for (BundleEntryComponent entry : bundle.getEntry()) rewrite(entry.getResource(), references);
		Map<BundleEntryComponent, BundleEntryComponent> answers = new HashMap<>();
		for (HTTPVerb verb : ORDER) {
			for (BundleEntryComponent entry : bundle.getEntry()) {
				if (entry.getRequest().getMethod() != verb) continue;
				answers.put(entry, perform(entry, ids.get(entry)));
			}
		}
		Bundle answer = new Bundle().setType(BundleType.TRANSACTIONRESPONSE);
		for (BundleEntryComponent entry : bundle.getEntry()) answer.addEntry(answers.get(entry));
		return answer;
	}

	/** Finds out which resource an entry stands for before anything is written. */
	private void identify(
			BundleEntryComponent entry,
			Map<BundleEntryComponent, String> ids,
			Map<String, String> references,
			Set<String> written) {
		BundleEntryRequestComponent request = entry.getRequest();
		if (request.getMethod() == null || request.getUrl() == null || !ORDER.contains(request.getMethod())) {
			throw new InvalidRequestException("an entry has no usable request");
		}
		if (request.getMethod() == HTTPVerb.GET) return;
		Target target = Target.of(request.getUrl());
		String condition = target.id() == null ? target.criteria() : null;
		if (request.getMethod() == HTTPVerb.POST) condition = request.getIfNoneExist();
		Resource match = condition == null ? null : writing.single(target.type(), condition);
		String id = target.id() != null ? target.id() : UUID.randomUUID().toString();
		if (match != null) id = match.getIdElement().getIdPart();
		String reference = target.type() + "/" + id;
		if (!written.add(reference) || (condition != null && !written.add(target.type() + "?" + condition))) {
			throw new InvalidRequestException("two entries write the same resource");
		}
		ids.put(entry, id);
		if (entry.hasFullUrl()) references.put(entry.getFullUrl(), reference);
	}

	private static void rewrite(Resource resource, Map<String, String> references) {
		if (resource == null) return;
		for (Reference reference : References.in(resource)) {
			String literal = reference.getReference();
			String known = references.get(literal);
			if (known != null) reference.setReference(known);
			else if (literal.startsWith("urn:uuid:")) {
				throw new InvalidRequestException("a reference points to no entry of the transaction");
			}
		}
	}

	private BundleEntryComponent perform(BundleEntryComponent entry, String assigned) {
		BundleEntryRequestComponent request = entry.getRequest();
		Target target = Target.of(request.getUrl());
		String ifMatch = request.getIfMatch();
		switch (request.getMethod()) {
			case POST:
				return answer(writing.create(entry.getResource(), request.getIfNoneExist(), assigned));
			case PUT:
				Resource resource = entry.getResource();
				String id = target.id() != null ? target.id() : assigned;
				if (id == null) return answer(writing.update(resource, null, target.criteria(), ifMatch));
				resource.setId(id);
				return answer(writing.update(resource, id, null, ifMatch));
			case PATCH:
				return answer(
						writing.patch(
								target.type(),
								target.id(),
								target.criteria(),
								PatchTypeEnum.JSON_PATCH,
								patchOf(entry.getResource()),
								ifMatch));
			case DELETE:
				writing.delete(target.type(), target.id(), target.criteria(), ifMatch);
				return status("204 No Content");
			default:
				return read(target);
		}
	}

	/** JSON Patch travels as a Binary in a Bundle (http.html, patch in a transaction). */
	private static String patchOf(Resource resource) {
		if (resource instanceof Binary binary) {
			return new String(binary.getContent(), StandardCharsets.UTF_8);
		}
		throw new InvalidRequestException("a patch in a Bundle is a Binary with JSON Patch");
	}

	private BundleEntryComponent read(Target target) {
		if (target.id() != null) {
			return status("200 OK").setResource(store.read(target.type(), target.id(), null));
		}
		Bundle found = new Bundle().setType(BundleType.SEARCHSET);
		List<Resource> matches =
				new ArrayList<>(search.matches(target.type(), Search.parameters(target.criteria())));
		for (Resource match : matches) found.addEntry().setResource(match);
		found.setTotal(matches.size());
		return status("200 OK").setResource(found);
	}

	private static BundleEntryComponent answer(Writing.Outcome outcome) {
		Resource resource = outcome.resource();
		BundleEntryComponent entry = status(outcome.created() ? "201 Created" : "200 OK");
		entry
				.getResponse()
				.setLocation(resource.getIdElement().toUnqualified().getValue())
				.setEtag("W/\"" + resource.getMeta().getVersionId() + "\"")
				.setLastModified(resource.getMeta().getLastUpdated());
		return entry;
	}

	private static BundleEntryComponent status(String status) {
		BundleEntryComponent entry = new BundleEntryComponent();
		entry.getResponse().setStatus(status);
		return entry;
	}

	/** `Type`, `Type/id` or `Type?criteria`. */
	private record Target(String type, String id, String criteria) {
		static Target of(String url) {
			int question = url.indexOf('?');
			String[] path = (question < 0 ? url : url.substring(0, question)).split("/");
			String criteria = question < 0 ? null : url.substring(question + 1);
			return new Target(path[0], path.length > 1 ? path[1] : null, criteria);
		}
	}
}
