import type { AuditRecord } from '../../shared/ledger/event';
import type { LedgerEntry } from '../reading/check';
import { allowedFields } from './allow-list';

type Loosely<T> =
	T extends ReadonlyArray<infer Item>
		? Array<Loosely<Item>>
		: T extends object
			? { [Key in keyof T]?: Loosely<T[Key]> }
			: T;

/** A record as every format gets it: any field may have been held back. */
export type Outgoing = Loosely<AuditRecord> & {
	/** SHA-256 of the ledger line: the event id. */
	id: string;
	/** Patterns of the fields that were held back. */
	withheld?: string[];
};

/** The only way from the ledger into a format. */
export const outgoing = ({ record, id }: LedgerEntry): Outgoing =>
	allowedFields(record, id) as Outgoing;

/** Where a format must name a time and the record holds none. */
const NO_TIME = '1970-01-01T00:00:00.000Z';

export const timeOf = ({ recorded = NO_TIME }: Outgoing): string => recorded;

export const millisecondsOf = (event: Outgoing): number => Date.parse(timeOf(event));

/** How much it asks for attention; `notice`: an emergency access succeeded, and somebody has to look at it. */
export type Level = 'info' | 'notice' | 'minor' | 'serious' | 'major';

/** An outcome that is not known must not pass as a success. */
export function levelOf({ outcome, kind, breakGlass }: Outgoing): Level {
	switch (outcome) {
		case '0':
			return kind === 'break-glass' || breakGlass === true ? 'notice' : 'info';
		case '4':
			return 'minor';
		case '8':
			return 'serious';
		default:
			return 'major';
	}
}

export const succeeded = ({ outcome }: Outgoing): boolean => outcome === '0';

/** The ledger itself was changed, cut short or could not take everything. */
const LEDGER_ALARMS: ReadonlySet<string | undefined> = new Set([
	'ledger-chain-broken',
	'audit-disk-full',
	'audit-gap',
	'audit-ledger-lost',
	'audit-tail-recovered',
	'audit-verified',
]);

/** What a security officer is to be told of at once; undefined for everything else. */
export function alarmOf(event: Outgoing): 'break-glass' | 'ledger' | undefined {
	if (event.kind === 'break-glass' || event.breakGlass === true) return 'break-glass';
	return LEDGER_ALARMS.has(event.interaction) && !succeeded(event) ? 'ledger' : undefined;
}

/** True when the other side of the network called us; false when we called it. */
export const isInbound = ({ kind, interaction = '' }: Outgoing): boolean =>
	kind === 'association' || /^dicom-(?:store|association)-|-received$/.test(interaction);

/** True when we gave something away: data flow from us to the other side, although nothing changed here. */
export const isSending = ({ kind, interaction = '' }: Outgoing): boolean =>
	/^dicom-sen[dt]|^hl7-(?:send-|message-sent$)|^report-sent$/.test(interaction) ||
	(kind === 'disclosure' && !interaction.startsWith('fhir-'));

/** The other side of the network: its address, and what it calls itself. */
export interface Peer {
	address?: string;
	port?: number;
	/** AE title. */
	name?: string;
}

export function peerOf(event: Outgoing): Peer | undefined {
	const { address, port, callingAeTitle, calledAeTitle } = event.network ?? {};
	const name = isInbound(event) ? callingAeTitle : calledAeTitle;
	if (address === undefined && port === undefined && name === undefined) return undefined;
	return { address, port, name };
}

export type Scalar = string | number | boolean;

/** Every value with its place: `objects.0.type`, `inference.model`. In the order of the record. */
export function* flatten(value: unknown, place = ''): Generator<[place: string, value: Scalar]> {
	if (value === undefined || value === null) return;
	if (typeof value !== 'object') {
		yield [place, value as Scalar];
		return;
	}
	for (const [key, item] of Object.entries(value)) {
		yield* flatten(item, place === '' ? key : `${place}.${key}`);
	}
}

/** The value at a place as {@link flatten} names it, or the group there. */
export function valueAt(event: Outgoing, place: string): unknown {
	let value: unknown = event;
	for (const name of place.split('.')) {
		if (typeof value !== 'object' || value === null) return undefined;
		value = (value as Record<string, unknown>)[name];
	}
	return value;
}

/** Most values are codes, in which no format has anything to escape. */
export const isPlain = (text: string): boolean => /^[A-Za-z0-9._:/@+,-]*$/.test(text);
