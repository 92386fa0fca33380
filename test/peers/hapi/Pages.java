package hospital.peers;

import ca.uhn.fhir.model.api.ResourceMetadataKeyEnum;
import ca.uhn.fhir.model.valueset.BundleEntrySearchModeEnum;
import ca.uhn.fhir.model.valueset.BundleEntryTransactionMethodEnum;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import ca.uhn.fhir.rest.server.method.ResponsePage;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ResourceFactory;

/** Results in the form that HAPI pages through. */
final class Pages {
	static final int DEFAULT_COUNT = 50;
	static final int MAX_COUNT = 1000;

	private Pages() {}

	/** Matches a page at a time, each page with what `included` brings along for its matches. */
	static IBundleProvider search(
			List<Resource> matches, Function<List<Resource>, List<Resource>> included) {
		IPrimitiveType<Date> published = InstantType.withCurrentTime();
		return new IBundleProvider() {
			@Override
			public List<IBaseResource> getResources(
					int from, int to, ResponsePage.ResponsePageBuilder builder) {
				int last = Math.min(to, matches.size());
				List<Resource> page = matches.subList(Math.min(from, last), last);
				List<IBaseResource> all = new ArrayList<>();
				for (Resource match : page) all.add(marked(match, BundleEntrySearchModeEnum.MATCH));
				for (Resource other : included.apply(page)) {
					all.add(marked(other, BundleEntrySearchModeEnum.INCLUDE));
				}
				builder.setIncludedResourceCount(all.size() - page.size());
				return all;
			}

			@Override
			public IPrimitiveType<Date> getPublished() {
				return published;
			}

			@Override
			public String getUuid() {
				return null;
			}

			@Override
			public Integer preferredPageSize() {
				return null;
			}

			@Override
			public Integer size() {
				return matches.size();
			}
		};
	}

	/**
	 * One page of the versions since a time, newest first, each with the method that wrote it. HAPI
	 * turns the pages of a history by `_offset` and leaves the cutting to the provider.
	 */
	static IBundleProvider history(
			List<Store.Version> versions, InstantType since, Integer offset, Integer count) {
		List<Store.Version> found = new ArrayList<>();
		for (Store.Version version : versions) {
			if (since == null || !version.at().before(since.getValue())) found.add(version);
		}
		int from = Math.min(offset == null ? 0 : offset, found.size());
		int size = Math.min(count == null ? DEFAULT_COUNT : count, MAX_COUNT);
		List<IBaseResource> page = new ArrayList<>();
		for (Store.Version version : found.subList(from, Math.min(from + size, found.size()))) {
			page.add(entry(version));
		}
		SimpleBundleProvider provider = new SimpleBundleProvider(page);
		provider.setSize(found.size());
		provider.setCurrentPageOffset(from);
		provider.setCurrentPageSize(size);
		return provider;
	}

	private static Resource marked(Resource resource, BundleEntrySearchModeEnum mode) {
		Resource copy = resource.copy();
		ResourceMetadataKeyEnum.ENTRY_SEARCH_MODE.put(copy, mode);
		return copy;
	}

	private static Resource entry(Store.Version version) {
		Resource resource =
				version.resource() == null ? deleted(version) : version.resource().copy();
		ResourceMetadataKeyEnum.ENTRY_TRANSACTION_METHOD.put(
				resource, BundleEntryTransactionMethodEnum.valueOf(version.method()));
		return resource;
	}

	private static Resource deleted(Store.Version version) {
		Resource resource = ResourceFactory.createResource(version.type());
		resource.setId(version.type() + "/" + version.id() + "/_history/" + version.number());
		resource.getMeta().setLastUpdated(version.at());
		IPrimitiveType<Date> at = new InstantType(version.at());
		ResourceMetadataKeyEnum.DELETED_AT.put(resource, at);
		return resource;
	}
}
