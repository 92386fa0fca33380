import { badAnswer } from '../../clients/fhir/errors';
import { token } from '../../clients/fhir/names';
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
	if (report === undefined) throw badAnswer(doing, 'the transaction holds no report');
	const stored = await fetchReport(doing, client, report, results[index]?.reference, signal);
	// The server may write a reference in full; the status may have moved on after a human read.
	const same = identifiers(report).every((one) => identifiers(stored).includes(one));
	const theirs = subject(stored);
	const ours = subject(report);
	if (!same || (theirs !== ours && theirs !== `${client.baseUrl}/${ours}`)) {
		throw badAnswer(doing, 'the chart holds another report than the one that was sent');
	}
	return stored;
}

/** Some servers name no location for what they already had; the identifier finds it then. */
async function fetchReport(
	doing: string,
	client: FhirClient,
	report: FhirResource,
	reference: string | undefined,
	signal: AbortSignal | undefined,
): Promise<FhirResource> {
	const options = signal && { signal };
	const [type, id] = reference?.split('/') ?? [];
	if (type !== undefined && id !== undefined) return await client.read(type, id, options);
	const [first] = (report.identifier ?? []) as Array<{ system?: string; value?: string }>;
	const identifier = token(first?.system, first?.value ?? '');
	const [found, ...others] = await client.searchAll('DiagnosticReport', { identifier }, options);
	if (found === undefined || others.length > 0) {
		throw badAnswer(doing, 'the report cannot be found by its identifier, or more than once');
	}
	return found;
}

const identifiers = ({ identifier }: FhirResource): string[] =>
	((identifier ?? []) as Array<{ system?: string; value?: string }>).map(
		({ system, value }) => `${system}|${value}`,
	);

const subject = ({ subject }: FhirResource): string =>
	(subject as { reference?: string } | undefined)?.reference ?? '';
