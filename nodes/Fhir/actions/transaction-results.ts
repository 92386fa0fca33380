import type { BatchResult, Bundle, EntryResult } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import type { Addition } from '../../shared/face';
import type { AuditAction } from '../../shared/ledger';
import { referencesOf } from './chart-access';
import { CLEAR_POINTERS } from './fields';
import type { ChartOutcome, WrittenRecord } from './written';

type Result = EntryResult | BatchResult;

/** FHIR AuditEvent.action for a bundle: that of its entries when they agree, else execute. */
export function actionOf(bundle: Bundle): AuditAction {
	const actions = new Set(
		(bundle.entry ?? []).map(({ request }) => ACTIONS[request?.method ?? ''] ?? 'E'),
	);
	const [action = 'E'] = actions;
	return actions.size === 1 ? action : 'E';
}

const ACTIONS: Record<string, AuditAction> = {
	DELETE: 'D',
	GET: 'R',
	HEAD: 'R',
	PATCH: 'U',
	POST: 'C',
	PUT: 'U',
};

/** What was written or read, and the patients whom the entries are about. */
export function writtenReferences(bundle: Bundle, results: readonly Result[]): string[] {
	const written = results.flatMap(({ reference }) => (reference === undefined ? [] : [reference]));
	const about = (bundle.entry ?? []).flatMap(({ resource }) =>
		resource ? referencesOf(resource).slice(1) : [],
	);
	const read = results.flatMap(({ resource }) => (resource ? inside(resource) : []));
	return [...new Set([...written, ...about, ...read])];
}

/** A search inside a bundle answers with a bundle of its own. */
function inside(resource: NonNullable<Result['resource']>): string[] {
	if (resource.resourceType !== 'Bundle')
		return resource.id === undefined ? [] : referencesOf(resource);
	return ((resource as Bundle).entry ?? []).flatMap((entry) =>
		entry.resource?.id === undefined ? [] : referencesOf(entry.resource),
	);
}

const OUTCOMES: Record<Result['outcome'], ChartOutcome> = {
	created: 'created',
	deleted: 'deleted',
	existing: 'existing',
	failed: 'failed',
	read: 'existing',
	updated: 'updated',
};

/** Entry by entry, in the order of the bundle. */
export function recordsOf(bundle: Bundle, results: readonly Result[]): WrittenRecord[] {
	return results.map(({ reference = '', resourceType, outcome }, at) => {
		const { resource, request } = bundle.entry?.[at] ?? {};
		const type =
			resourceType ?? resource?.resourceType ?? /^[A-Z][A-Za-z]*/.exec(request?.url ?? '')?.[0];
		return { reference, resourceType: type ?? 'unknown', outcome: OUTCOMES[outcome] };
	});
}

/** What the entries that read gave, as `resources`. */
export function readAdditions(results: readonly Result[]): Addition[] {
	const read = results.flatMap(({ outcome, resource }) =>
		outcome === 'read' && resource !== undefined ? [resource] : [],
	);
	if (read.length === 0) return [];
	return [
		{ key: 'resources', value: read, clear: CLEAR_POINTERS.map((pointer) => `/*${pointer}`) },
	];
}

/** @throws HospitalError `fhir-batch-failed` when an entry of a batch was refused */
export function refuseFailed(results: readonly Result[]): void {
	const failed = results.filter((result): result is BatchResult => result.outcome === 'failed');
	if (failed.length === 0) return;
	throw batchFailed(
		`The FHIR server refused ${failed.length} of ${results.length} entries of the batch`,
		failed,
		'The other entries were done. Correct those that failed, or choose to go on when an entry fails and look at "outcomes".',
	);
}

/** {@link refuseFailed} for the one entry that is an item's own. */
export function refuseOwn(result: Result): void {
	if (result.outcome !== 'failed') return;
	throw batchFailed(
		'The FHIR server refused the record of this item',
		[result as BatchResult],
		'The records of the other items were handled for themselves. Correct this one and run it again.',
	);
}

function batchFailed(message: string, failed: readonly BatchResult[], nextStep: string) {
	const codes = [...new Set(failed.flatMap((one) => one.codes))].slice(0, 5);
	const named = codes.length > 0 ? `: ${codes.join(', ')}` : '';
	return new HospitalError('fhir-batch-failed', `${message} (HTTP ${failed[0]?.status}${named})`, {
		nextStep,
		retryable: failed.every(({ status }) => status === 429 || status >= 502),
	});
}
