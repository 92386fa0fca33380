package hospital.peers;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.Count;
import ca.uhn.fhir.rest.annotation.History;
import ca.uhn.fhir.rest.annotation.Offset;
import ca.uhn.fhir.rest.annotation.Since;
import ca.uhn.fhir.rest.annotation.Transaction;
import ca.uhn.fhir.rest.annotation.TransactionParam;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.InstantType;

/** The interactions of the whole server: history, batch and transaction. */
public final class SystemProvider {
	private final Store store;
	private final Bundles bundles;

	SystemProvider(Store store, Search search, FhirContext context) {
		this.store = store;
		this.bundles = new Bundles(store, search, new Writing(store, search, context));
	}

	@History
	public IBundleProvider history(
			@Since InstantType since, @Offset Integer offset, @Count Integer count) {
		return Pages.history(store.history(null, null), since, offset, count);
	}

	@Transaction
	public Bundle process(@TransactionParam Bundle bundle) {
		return bundles.process(bundle);
	}
}
