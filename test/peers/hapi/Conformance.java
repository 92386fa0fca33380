package hospital.peers;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ServerCapabilityStatementProvider;
import ca.uhn.fhir.util.FhirTerser;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.SystemRestfulInteraction;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;

/** HAPI's CapabilityStatement with the search parameters that are evaluated here, and no others. */
final class Conformance extends ServerCapabilityStatementProvider {
	private final FhirContext context;

	Conformance(RestfulServer server, FhirContext context) {
		super(server);
		this.context = context;
	}

	@Override
	protected void postProcessRestResource(FhirTerser terser, IBase rest, String type) {
		CapabilityStatementRestResourceComponent resource =
				(CapabilityStatementRestResourceComponent) rest;
		resource.getSearchParam().clear();
		add(resource, "_lastUpdated", SearchParamType.DATE);
		for (String code : Search.META_TOKENS) add(resource, code, SearchParamType.TOKEN);
		for (RuntimeSearchParam parameter : context.getResourceDefinition(type).getSearchParams()) {
			if (!Search.evaluates(parameter)) continue;
			String kind = parameter.getParamType().getCode();
			add(resource, parameter.getName(), SearchParamType.fromCode(kind));
		}
	}

	/** HAPI knows one method for both and names only the transaction. */
	@Override
	protected void postProcessRest(FhirTerser terser, IBase rest) {
		((CapabilityStatementRestComponent) rest)
				.addInteraction()
				.setCode(SystemRestfulInteraction.BATCH);
	}

	private static void add(
			CapabilityStatementRestResourceComponent resource, String code, SearchParamType kind) {
		resource.addSearchParam().setName(code).setType(kind);
	}
}
