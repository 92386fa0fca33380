import { canonicalJson } from '../../shared/canonical-json';
import { HospitalError } from '../../shared/errors';
import { namedUuid } from '../../shared/named-uuid';
import { extensionCode, isInstant, type Element } from '../rules/element';
import { CERTIFICATION, EXTENSIONS } from '../rules';
import { isCancelled } from '../rules/update-rules';
import type { ItemChanges } from './change';
import type { Earlier } from './earlier';
import type { UpdateInput } from './update';

/** An update says what changes, of what was sent and is not over. */
export function requireUpdatable(input: UpdateInput, earlier: Earlier): void {
	const { change = {}, cancel = [], withdraw = [], add, decision, created } = input;
	requireTime(created);
	requireNewKey(input, earlier);
	const items = [...Object.keys(change).map(Number), ...cancel];
	requireNotDenied(decision, earlier, items);
	requireNotCancelled(decision, earlier);
	if (cancel.some((number) => Object.hasOwn(change, number))) {
		throw new HospitalError(
			'prior-auth-change-wrong',
			'An item is both changed and no longer wanted',
			{ nextStep: 'Nothing was built. Say which of the two is meant.' },
		);
	}
	if (items.length + withdraw.length === 0 && add === undefined) {
		throw new HospitalError('prior-auth-update-empty', 'The update changes nothing', {
			nextStep: 'Say which item or which piece of evidence changes. Nothing was built.',
		});
	}
	const known = (list: readonly Element[], numbers: readonly number[]) =>
		numbers.every((number) => list.some(({ value }) => value.sequence === number));
	if (known(earlier.items, items) && known(earlier.supportingInfo, withdraw)) {
		requireDifference(change, earlier);
		return;
	}
	throw new HospitalError(
		'prior-auth-update-unknown',
		'The update names an item or a piece of information that was not sent',
		{ nextStep: 'Use the numbers of the earlier request. Nothing was built.' },
	);
}

/**
 * What was denied is asked for anew, or appealed. Item by item: that one item is denied takes nothing
 * from the others.
 */
function requireNotDenied(
	decision: UpdateInput['decision'],
	earlier: Earlier,
	touched: readonly number[],
): void {
	const denied = new Set(
		decision?.items?.flatMap(({ sequence, outcome }) => (outcome === 'denied' ? [sequence] : [])),
	);
	const hit = touched.filter((number) => denied.has(number));
	const all = decision?.outcome === 'denied' && isAboutAll(decision, earlier);
	if (!all && hit.length === 0) return;
	const what = all ? 'A denied request' : `Item ${hit.join(', ')} was denied, and a denied item`;
	throw new HospitalError('prior-auth-update-denied', `${what} cannot be updated`, {
		nextStep: 'Build a new request, or appeal. Nothing was built.',
	});
}

/** A decision that names no item, or every one that is still asked for. */
function isAboutAll(
	{ items: said }: NonNullable<UpdateInput['decision']>,
	{ items }: Earlier,
): boolean {
	const answered = new Set(said?.map(({ sequence }) => sequence));
	return (
		answered.size === 0 ||
		items.every((item) => isCancelled(item) || answered.has(Number(item.value.sequence)))
	);
}

/** What was taken back as a whole is asked for anew, not changed. */
function requireNotCancelled(decision: UpdateInput['decision'], earlier: Earlier): void {
	const type = extensionCode({ path: '', value: earlier.claim }, EXTENSIONS.certificationType);
	// A payer that confirms one cancelled item has not taken back the others.
	const whole = decision?.outcome === 'cancelled' && isAboutAll(decision, earlier);
	if (type !== CERTIFICATION.cancel && !whole) return;
	throw new HospitalError('prior-auth-update-cancelled', 'A cancelled request cannot be updated', {
		nextStep: 'Build a new request. Nothing was built.',
	});
}

/** An item marked as changed that is as it was is refused by the payer (Updating Authorization Requests), so it is refused here. */
function requireDifference(change: ItemChanges, { items }: Earlier): void {
	const same = items.filter(({ value }) => {
		const changes = Object.entries(change[Number(value.sequence)] ?? {});
		return (
			changes.length > 0 &&
			changes.every(([name, to]) => canonicalJson(to) === canonicalJson(value[name] ?? null))
		);
	});
	if (same.length === 0) return;
	const numbers = same.map(({ value }) => value.sequence).join(', ');
	throw new HospitalError(
		'prior-auth-update-empty',
		`Item ${numbers} was sent with these values already`,
		{ nextStep: 'Leave out what stays as it is. Nothing was built.' },
	);
}

export function requireTime(created: string): void {
	if (isInstant(created)) return;
	throw new HospitalError(
		'prior-auth-setting-wrong',
		'The time at which it is made is not usable',
		{
			nextStep: 'Give date, time and time zone: 2026-11-22T09:30:00Z.',
		},
	);
}

/** With the key of the earlier request the update would carry its identifiers, and be taken for a repeat. */
export function requireNewKey(
	{ key, systems }: Pick<UpdateInput, 'key' | 'systems'>,
	{ claim }: Earlier,
): void {
	if (key.trim() !== '' && claim.id !== namedUuid('pas-claim', systems.bundle, key)) return;
	throw new HospitalError('prior-auth-setting-wrong', 'The key is that of the earlier request', {
		nextStep: 'Give every change a key of its own, for example with the number of the change.',
	});
}
