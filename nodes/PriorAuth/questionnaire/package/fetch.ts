import type { FhirClient, FhirResource } from '../../../clients/fhir';
import { HospitalError } from '../../../shared/errors';
import type { PackageAnswer } from '../types';
import { readPackages } from './read';

export interface PackageRequest {
	/** Coverage of the patient: whose payer is asked, and for whom. */
	coverage: FhirResource;
	/** Orders that the questions are about. */
	orders?: readonly FhirResource[];
	/** Canonicals of questionnaires that the payer named. */
	questionnaires?: readonly string[];
	/** Context of the payer: of coverage-information, or of a request for more information. */
	context?: string;
	/** ISO 8601 with offset: only what changed since then. */
	changedSince?: string;
	/** Full date of today. */
	day?: string;
	signal?: AbortSignal;
}

/** Orders and questionnaires of one call. */
const MOST = 50;

/**
 * Asks the payer for questionnaires with all that they need
 * (`[base]/Questionnaire/$questionnaire-package`).
 *
 * @throws HospitalError `questionnaire-not-asked` when nothing says which questionnaires are meant
 *   (dtr-1), `questionnaire-refused` for an answer that is none, and those of the client
 */
export async function fetchPackages(
	client: Pick<FhirClient, 'operation'>,
	request: PackageRequest,
): Promise<PackageAnswer> {
	const { coverage, orders = [], questionnaires = [], context, changedSince, signal } = request;
	if (orders.length === 0 && questionnaires.length === 0 && context === undefined) {
		throw notAsked('neither an order nor a questionnaire nor a context is given');
	}
	if (coverage.resourceType !== 'Coverage') throw notAsked('the coverage is no Coverage');
	if (orders.length > MOST || questionnaires.length > MOST) throw notAsked('too much is asked for');
	const input: FhirResource = {
		resourceType: 'Parameters',
		parameter: [
			{ name: 'coverage', resource: coverage },
			...orders.map((resource) => ({ name: 'order', resource })),
			...questionnaires.map((valueCanonical) => ({ name: 'questionnaire', valueCanonical })),
			...(context === undefined ? [] : [{ name: 'context', valueString: context }]),
			...(changedSince === undefined ? [] : [{ name: 'changedsince', valueInstant: changedSince }]),
		],
	};
	const answer = await client.operation(
		{ name: '$questionnaire-package', type: 'Questionnaire', input },
		signal === undefined ? {} : { signal },
	);
	return readPackages(answer, request.day);
}

/**
 * Tells the payer that expressions of a form could not be run
 * (`[base]/Questionnaire/$log-questionnaire-errors`). Names of faults travel, no data of the chart.
 */
export async function reportFaults(
	client: Pick<FhirClient, 'operation'>,
	canonical: string,
	faults: readonly string[],
	signal?: AbortSignal,
): Promise<void> {
	const issue = faults.slice(0, MOST).map((fault) => ({
		severity: 'error',
		code: 'processing',
		diagnostics: fault,
	}));
	const input: FhirResource = {
		resourceType: 'Parameters',
		parameter: [
			{ name: 'questionnaire', valueCanonical: canonical },
			{ name: 'operationOutcome', resource: { resourceType: 'OperationOutcome', issue } },
		],
	};
	await client.operation(
		{ name: '$log-questionnaire-errors', type: 'Questionnaire', input },
		signal === undefined ? {} : { signal },
	);
}

const notAsked = (why: string): HospitalError =>
	new HospitalError('questionnaire-not-asked', `The payer cannot be asked for questions: ${why}`, {
		nextStep:
			'Give the coverage and at least one of: the order, the questionnaire that the payer named, or the context from the requirement check.',
	});
