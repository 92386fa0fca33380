package hospital.peers;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.FifoMemoryPagingProvider;
import ca.uhn.fhir.rest.server.HardcodedServerAddressStrategy;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.hl7.fhir.r4.model.Resource;

/** HAPI FHIR's own HTTP stack over a store in memory, on a port of 127.0.0.1. */
public final class Main {
	/** What a hospital's charts hold. Every type costs a tenth of a second of the start. */
	private static final List<String> TYPES =
			List.of(
					"Account AllergyIntolerance Appointment AuditEvent Basic Binary Bundle CarePlan CareTeam Claim",
					"ClaimResponse Communication Composition Condition Consent Coverage Device DiagnosticReport",
					"DocumentReference Encounter EpisodeOfCare FamilyMemberHistory Flag Goal Group ImagingStudy",
					"Immunization List Location Media Medication MedicationAdministration MedicationRequest",
					"MedicationStatement Observation Organization Patient Practitioner PractitionerRole",
					"Procedure Provenance Questionnaire QuestionnaireResponse RelatedPerson ServiceRequest",
					"Specimen Task")
				.stream()
				.flatMap(line -> Stream.of(line.split(" ")))
				.toList();

	private Main() {}

	public static void main(String[] arguments) throws Exception {
		if (arguments.length != 1) {
			System.err.println("usage: Main PORT");
			System.exit(2);
		}
		int port = Integer.parseInt(arguments[0]);
		FhirContext context = FhirContext.forR4();
		Server server = new Server();
		ServerConnector connector = new ServerConnector(server);
		connector.setHost("127.0.0.1");
		connector.setPort(port);
		server.addConnector(connector);
		ServletContextHandler handler = new ServletContextHandler("/");
		handler.addServlet(new ServletHolder(restful(context, port)), "/fhir/*");
		server.setHandler(handler);
		server.start();
		server.join();
	}

	private static RestfulServer restful(FhirContext context, int port) {
		Store store = new Store();
		Search search = new Search(context, store);
		List<IResourceProvider> providers = new ArrayList<>();
		for (String type : TYPES) {
			Class<? extends Resource> of =
					context.getResourceDefinition(type).getImplementingClass().asSubclass(Resource.class);
			providers.add(new ResourceProvider<>(of, store, search, context));
		}
		RestfulServer server = new RestfulServer(context);
		server.setServerAddressStrategy(
				new HardcodedServerAddressStrategy("http://127.0.0.1:" + port + "/fhir"));
		FifoMemoryPagingProvider paging = new FifoMemoryPagingProvider(1000);
		paging.setDefaultPageSize(Pages.DEFAULT_COUNT);
		paging.setMaximumPageSize(Pages.MAX_COUNT);
		server.setPagingProvider(paging);
		server.setResourceProviders(providers);
		server.registerProvider(new SystemProvider(store, search, context));
		server.setServerConformanceProvider(new Conformance(server, context));
		return server;
	}
}
