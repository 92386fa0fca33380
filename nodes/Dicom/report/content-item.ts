import { decimalString, type Content } from '../../formats/dicom';
import { codeItem, Codes, plainText, type Code } from './codes';

/** How an item relates to the one that holds it (PS3.3 C.17.3.2.4). */
export type Relationship = 'CONTAINS' | 'HAS OBS CONTEXT' | 'HAS CONCEPT MOD' | 'HAS ACQ CONTEXT';

/** One builder per value type of PS3.3 C.17.3: plain objects for the writer. */
function item(
	relationship: Relationship,
	valueType: string,
	name: Code,
	value: Content,
	children: readonly Content[] = [],
): Content {
	return {
		RelationshipType: relationship,
		ValueType: valueType,
		ConceptNameCodeSequence: [codeItem(name)],
		...value,
		...(children.length > 0 ? { ContentSequence: children } : {}),
	};
}

export const codeValue = (relationship: Relationship, name: Code, value: Code): Content =>
	item(relationship, 'CODE', name, { ConceptCodeSequence: [codeItem(value)] });

export const text = (relationship: Relationship, name: Code, value: string): Content =>
	item(relationship, 'TEXT', name, { TextValue: plainText(value) });

export const uidReference = (relationship: Relationship, name: Code, uid: string): Content =>
	item(relationship, 'UIDREF', name, { UID: uid });

export const numeric = (
	relationship: Relationship,
	name: Code,
	value: number,
	unit: Code = Codes.NoUnits,
): Content =>
	item(relationship, 'NUM', name, {
		MeasuredValueSequence: [
			{
				NumericValue: decimalString(value),
				MeasurementUnitsCodeSequence: [codeItem(unit)],
			},
		],
	});

export const image = (name: Code, sopClassUid: string, sopInstanceUid: string): Content =>
	item('CONTAINS', 'IMAGE', name, {
		ReferencedSOPSequence: [
			{ ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid },
		],
	});

/** A closed polygon in patient coordinates (LPS, mm): PS3.3 C.18.9.1.2. */
export const polygon = (
	name: Code,
	points: ReadonlyArray<readonly number[]>,
	frameOfReferenceUid: string,
): Content =>
	item('CONTAINS', 'SCOORD3D', name, {
		GraphicType: 'POLYGON',
		GraphicData: points.flat(),
		ReferencedFrameOfReferenceUID: frameOfReferenceUid,
	});

export const container = (name: Code, children: readonly Content[], template?: string): Content =>
	item('CONTAINS', 'CONTAINER', name, containerValue(template), children);

/** The attributes of a container; the root has no relationship. */
export function containerValue(template?: string): Content {
	if (template === undefined) return { ContinuityOfContent: 'SEPARATE' };
	return {
		ContinuityOfContent: 'SEPARATE',
		ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: template }],
	};
}
