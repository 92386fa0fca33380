import { badAnswer } from '../../clients/fhir/errors';
import type { Bundle, EntryResult, FhirClient, FhirResource } from '../../clients/fhir';

/**
 * Reads the report that a transaction wrote and checks that the chart holds it for the right patient.
 *
 * @throws HospitalError `fhir-answer-invalid` when it is not there as sent
 */
export async function readBackReport(
	client: FhirClient,
	sent: Bundle,
	results: EntryResult[],
	signal?: AbortSignal,
): Promise<FhirResource> {
	const doing = 'Reading the report back';
	const index = (sent.entry ?? []).findIndex(
		({ resource }) => resource?.resourceType === 'DiagnosticReport',
	);
	const report = sent.entry?.[index]?.resource;
	const [type, id] = results[index]?.reference?.split('/') ?? [];
	if (report === undefined || type === undefined || id === undefined) {
		throw badAnswer(doing, 'the server did not say where it put it');
	}
	const stored = await client.read(type, id, signal && { signal });
	// The server may write a reference in full; the status may have moved on after a human read.
	const same = identifiers(report).every((one) => identifiers(stored).includes(one));
	const theirs = subject(stored);
	const ours = subject(report);
	if (!same || (theirs !== ours && theirs !== `${client.baseUrl}/${ours}`)) {
		throw badAnswer(doing, 'the chart holds another report than the one that was sent');
	}
	return stored;
}

const identifiers = ({ identifier }: FhirResource): string[] =>
	((identifier ?? []) as Array<{ system?: string; value?: string }>).map(
		({ system, value }) => `${system}|${value}`,
	);

const subject = ({ subject }: FhirResource): string =>
	(subject as { reference?: string } | undefined)?.reference ?? '';
