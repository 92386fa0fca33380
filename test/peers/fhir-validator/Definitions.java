package hospital.peers;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.MetadataResource;

/** FHIR R4 itself, and the profiles, extensions and value sets that lie in folders. */
final class Definitions {
	private final FhirContext context;
	private final PrePopulatedValidationSupport read;
	private int count;

	Definitions(FhirContext context) {
		this.context = context;
		this.read = new PrePopulatedValidationSupport(context);
	}

	int count() {
		return count;
	}

	/** Every JSON file below the folder that is a definition; a package of FHIR has other files as well. */
	void read(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : (Iterable<Path>) files.filter(Definitions::isJson)::iterator) add(file);
		}
	}

	private static boolean isJson(Path file) {
		return file.toString().endsWith(".json") && Files.isRegularFile(file);
	}

	private void add(Path file) throws IOException {
		String text = Files.readString(file);
		if (!text.contains("\"resourceType\"")) return;
		IBaseResource resource;
		try {
			resource = context.newJsonParser().parseResource(text);
		} catch (RuntimeException notOfR4) {
			return;
		}
		if (!(resource instanceof MetadataResource definition) || !definition.hasUrl()) return;
		read.addResource(resource);
		count += 1;
	}

	/** A code of a system that is not here is a warning: the code systems of X12 and AMA are licensed. */
	IValidationSupport chain() {
		UnknownCodeSystemWarningValidationSupport unknown =
				new UnknownCodeSystemWarningValidationSupport(context);
		unknown.setNonExistentCodeSystemSeverity(IValidationSupport.IssueSeverity.WARNING);
		return new ValidationSupportChain(
				read,
				new DefaultProfileValidationSupport(context),
				new CommonCodeSystemsTerminologyService(context),
				new InMemoryTerminologyServerValidationSupport(context),
				unknown,
				new SnapshotGeneratingValidationSupport(context));
	}
}
