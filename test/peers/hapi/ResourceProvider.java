package hospital.peers;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.ConditionalUrlParam;
import ca.uhn.fhir.rest.annotation.Count;
import ca.uhn.fhir.rest.annotation.Create;
import ca.uhn.fhir.rest.annotation.Delete;
import ca.uhn.fhir.rest.annotation.History;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Offset;
import ca.uhn.fhir.rest.annotation.Patch;
import ca.uhn.fhir.rest.annotation.RawParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Since;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PatchTypeEnum;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Resource;

/** The interactions of one resource type, as HAPI finds them by their annotations. */
public final class ResourceProvider<T extends Resource> implements IResourceProvider {
	private final Class<T> of;
	private final String type;
	private final Store store;
	private final Search search;
	private final Writing writing;

	ResourceProvider(Class<T> of, Store store, Search search, FhirContext context) {
		this.of = of;
		this.type = context.getResourceType(of);
		this.store = store;
		this.search = search;
		this.writing = new Writing(store, search, context);
	}

	@Override
	public Class<T> getResourceType() {
		return of;
	}

	@Read(version = true)
	public T read(@IdParam IIdType id) {
		Long version = id.hasVersionIdPart() ? id.getVersionIdPartAsLong() : null;
		return of.cast(store.read(type, id.getIdPart(), version));
	}

	@Create
	public MethodOutcome create(@ResourceParam T resource, @ConditionalUrlParam String condition) {
		return writing.create(resource, condition, null).toMethodOutcome();
	}

	@Update
	public MethodOutcome update(
			@ResourceParam T resource,
			@IdParam IIdType id,
			@ConditionalUrlParam String condition,
			RequestDetails request) {
		String own = id == null ? null : id.getIdPart();
		String ifMatch = request.getHeader("If-Match");
		return writing.update(resource, own, condition, ifMatch).toMethodOutcome();
	}

	@Patch
	public MethodOutcome patch(
			@IdParam IIdType id,
			@ConditionalUrlParam String condition,
			PatchTypeEnum kind,
			@ResourceParam String body,
			RequestDetails request) {
		String own = id == null ? null : id.getIdPart();
		String ifMatch = request.getHeader("If-Match");
		return writing.patch(type, own, condition, kind, body, ifMatch).toMethodOutcome();
	}

	@Delete
	public MethodOutcome delete(
			@IdParam IIdType id, @ConditionalUrlParam String condition, RequestDetails request) {
		String own = id == null ? null : id.getIdPart();
		writing.delete(type, own, condition, request.getHeader("If-Match"));
		return new MethodOutcome();
	}

	@History
	public IBundleProvider instanceHistory(
			@IdParam IIdType id,
			@Since InstantType since,
			@Offset Integer offset,
			@Count Integer count) {
		if (store.newest(type, id.getIdPart()) == null) store.read(type, id.getIdPart(), null);
		return Pages.history(store.history(type, id.getIdPart()), since, offset, count);
	}

	@History
	public IBundleProvider typeHistory(
			@Since InstantType since, @Offset Integer offset, @Count Integer count) {
		return Pages.history(store.history(type, null), since, offset, count);
	}

	/** The parameters are checked by Search: what it cannot evaluate is refused, never ignored. */
	@ca.uhn.fhir.rest.annotation.Search(allowUnknownParams = true)
	public IBundleProvider search(
			@RawParam Map<String, List<String>> unknown, RequestDetails request) {
		return search.page(type, request.getParameters());
	}
}
