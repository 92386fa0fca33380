package hospital.peers;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

/**
 * Judges resources by FHIR R4 and by the definitions of a folder, with HAPI's instance validator
 * (org.hl7.fhir.validation). Reads a file with one JSON resource a line, writes one line for each:
 * severity, message id, place and message of every finding, apart by tab and by form feed.
 */
public final class Main {
	private static final char FIELD = '\t';
	private static final char FINDING = '\f';

	private Main() {}

	public static void main(String[] args) throws Exception {
		if (args.length == 0) {
			System.err.println("usage: Main RESOURCES.ndjson [DEFINITIONS]");
			System.exit(2);
		}
		FhirContext context = FhirContext.forR4();
		Definitions definitions = new Definitions(context);
		for (int at = 1; at < args.length; at++) definitions.read(Path.of(args[at]));
		FhirInstanceValidator module = new FhirInstanceValidator(definitions.chain());
		module.setErrorForUnknownProfiles(args.length > 1);
		module.setAnyExtensionsAllowed(true);
		module.setNoTerminologyChecks(false);
		FhirValidator validator = context.newValidator().registerValidatorModule(module);
		System.err.println("definitions: " + definitions.count());
		for (String resource : Files.readAllLines(Path.of(args[0]))) {
			List<SingleValidationMessage> findings =
					validator.validateWithResult(resource).getMessages();
			System.out.println(
					findings.stream().map(Main::line).collect(Collectors.joining("" + FINDING)));
		}
	}

	private static String line(SingleValidationMessage finding) {
		return String.join(
				"" + FIELD,
				finding.getSeverity().getCode(),
				plain(finding.getMessageId()),
				plain(finding.getLocationString()),
				plain(finding.getMessage()));
	}

	private static String plain(String text) {
		return text == null ? "" : text.replaceAll("[\\t\\f\\r\\n]+", " ");
	}
}
