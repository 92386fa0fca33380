import { dictionaryVr, readDataSet, Tag, TransferSyntax, type DataSet } from '../../formats/dicom';
import { HospitalError } from '../../shared/errors';
import { ClientAssociation, type DicomPeer } from './client-association';
import { CommandField } from './command';
import { statusKind, statusMeaning } from './status';
import { STUDY_ROOT_FIND } from './uids';

export type QueryLevel = 'STUDY' | 'SERIES' | 'IMAGE';

/** Tag to value; an empty value asks for the attribute without matching. */
export type QueryKeys = Readonly<Record<number, string>>;

/** More matches than this are an error of the query, not an answer. */
const MAX_MATCHES = 10_000;

/**
 * C-FIND in the Study Root information model (PS3.4 C.4.1, C.6.2).
 *
 * @param keys unique keys of the levels above and matching or return keys, as text values
 * @returns the matches, decoded; every match repeats the unique key that was asked for
 * @throws HospitalError `find-refused`, `find-too-many`, `association-rejected`, `dicom-timeout`, ...
 */
export async function find(
	peer: DicomPeer,
	level: QueryLevel,
	keys: QueryKeys,
): Promise<DataSet[]> {
	const association = await ClientAssociation.open(peer, [
		{
			id: 1,
			abstractSyntax: STUDY_ROOT_FIND,
			transferSyntaxes: [TransferSyntax.ExplicitLittle, TransferSyntax.ImplicitLittle],
		},
	]);
	try {
		const transferSyntax = association.accepted.get(1);
		if (transferSyntax === undefined) throw refused('it does not offer this kind of query');
		const identifier = encodeKeys(
			{ ...keys, [Tag.QueryRetrieveLevel]: level },
			transferSyntax === TransferSyntax.ExplicitLittle,
		);
		const matches: DataSet[] = [];
		const { command } = await association.request(
			1,
			{
				commandField: CommandField.findRequest,
				affectedSopClassUid: STUDY_ROOT_FIND,
				priority: 0,
			},
			async () => await association.data(1, identifier, true),
			({ dataSet }) => {
				if (matches.length >= MAX_MATCHES) association.abort();
				else if (dataSet !== undefined) matches.push(readDataSet(dataSet, transferSyntax).dataSet);
			},
		);
		const status = command.status ?? 0xffff;
		if (statusKind(status) !== 'success') throw refused(statusMeaning(status));
		return matches;
	} finally {
		await association.release();
	}
}

const refused = (why: string) =>
	new HospitalError('find-refused', `The DICOM system did not answer the query: ${why}`, {
		nextStep: 'Ask the administrator of the other system to allow queries (C-FIND, Study Root).',
	});

/** Writes the identifier: text values only, elements in ascending order (PS3.5 7.1). */
function encodeKeys(keys: Record<number, string>, explicitVr: boolean): Buffer {
	const needsUtf8 = Object.values(keys).some((value) => /[^\x20-\x7e]/.test(value));
	const all = needsUtf8 ? { ...keys, [Tag.SpecificCharacterSet]: 'ISO_IR 192' } : keys;
	const elements = Object.entries(all)
		.map(([tag, value]) => [Number(tag), value] as const)
		.sort(([a], [b]) => a - b)
		.map(([tag, value]) => encodeElement(tag, value, explicitVr));
	return Buffer.concat(elements);
}

function encodeElement(tag: number, text: string, explicitVr: boolean): Buffer {
	const vr = dictionaryVr(tag);
	if (!/^(AE|AS|CS|DA|DS|DT|IS|LO|LT|PN|SH|ST|TM|UI)$/.test(vr)) {
		throw new HospitalError('query-key-invalid', 'A query key is not a text attribute', {
			nextStep: 'Query by attributes with text values only.',
		});
	}
	const bytes = Buffer.from(text, 'utf8');
	const pad = Buffer.from(vr === 'UI' ? '\0' : ' ', 'latin1');
	const value = bytes.length % 2 === 1 ? Buffer.concat([bytes, pad]) : bytes;
	const header = Buffer.alloc(8);
	header.writeUInt16LE(tag >>> 16, 0);
	header.writeUInt16LE(tag & 0xffff, 2);
	if (explicitVr) {
		header.write(vr, 4, 'latin1');
		header.writeUInt16LE(value.length, 6);
	} else header.writeUInt32LE(value.length, 4);
	return Buffer.concat([header, value]);
}
