import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json';
import { HospitalError } from '../../shared/errors';

/** Axis orders of the input tensor: N batch, C channel, D slices, H rows, W columns. */
export const LAYOUTS = ['NCDHW', 'NDHWC', 'NDHW', 'CDHW', 'DHW'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** Data types in which voxels can be sent. */
export const INPUT_DATATYPES = ['FP32', 'INT16'] as const;
export type InputDatatype = (typeof INPUT_DATATYPES)[number];

export const TENSOR_ENCODINGS = ['auto', 'binary', 'json'] as const;

/** What is known about a model before it is asked: which one, what it takes and what it means. */
export interface InferenceProfile {
	/** Name and version on the server. The version is always part of the request. */
	model: string;
	version: string;
	input: {
		name: string;
		datatype: InputDatatype;
		layout: Layout;
		/** Meaning of the voxel values: Hounsfield units, or stored values as they are. */
		unit: 'HU' | 'stored';
	};
	output: {
		/** One number from 0 to 1. */
		score: string;
		/**
		 * Six numbers: first slice, row, column, last slice, row, column, as voxel indices of the
		 * input, both ends included; six times -1 when nothing was located. Empty: the model has none.
		 */
		box: string;
	};
	/** 0 to 1: from this score on the finding counts as suspected. */
	threshold: number;
	finding: { code: string; system: string; display: string };
	intendedUse: string;
	/** True for a model without clinical meaning; the server's metadata can also say so. */
	demonstration: boolean;
	/** How tensors travel; `auto` follows what the server says it can do. */
	encoding: (typeof TENSOR_ENCODINGS)[number];
}

/** Names that are safe as one part of a URL path and that no server reads as another path. */
const PATH_NAME = /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}$/;
const LONGEST_TEXT = 1000;
/** FHIR R4 `code`, without the backslash and control characters that DICOM separates values with. */
const CODE = /^[^\s\\\p{Cc}]+( [^\s\\\p{Cc}]+)*$/u;
/** RFC 3986 4.3; a URL has a host. */
const ABSOLUTE_URI = /^(?!https?:(?!\/\/[^\s/]))[a-z][a-z0-9+.-]+:[^\s\p{Cc}]+$/iu;
/** Coding Scheme Designator (PS3.16 8), as the Structured Report writes it. */
const DESIGNATOR = /^[A-Z0-9_]{1,16}$/;

/**
 * Checks a profile that was entered by a person.
 *
 * @throws HospitalError `invalid-profile`, naming the field
 */
export function checkProfile(profile: InferenceProfile): InferenceProfile {
	pathName(profile.model, 'Model name');
	pathName(profile.version, 'Model version');
	const { input, output, finding, threshold } = profile;
	text(input.name, 'Name of the input');
	oneOf(input.datatype, INPUT_DATATYPES, 'Data type of the input');
	oneOf(input.layout, LAYOUTS, 'Axis order of the input');
	oneOf(input.unit, ['HU', 'stored'], 'Unit of the voxel values');
	text(output.score, 'Name of the score output');
	if (output.box !== '') text(output.box, 'Name of the box output');
	if (output.box === output.score) refuse('Name of the box output', 'differ from the score output');
	if (typeof threshold !== 'number' || !(threshold > 0 && threshold <= 1)) {
		refuse('Threshold', 'be a number above 0 and at most 1');
	}
	findingCode(finding.code, 'Code of the finding');
	codeSystem(finding.system, 'Code system of the finding');
	text(finding.display, 'Name of the finding');
	text(profile.intendedUse, 'Intended use');
	oneOf(profile.encoding, TENSOR_ENCODINGS, 'Tensor encoding');
	if (typeof profile.demonstration !== 'boolean') refuse('Demonstration', 'be true or false');
	return profile;
}

/** Hex SHA-256 of the profile's canonical JSON (RFC 8785): the audit record names it by this. */
export function profileHash(profile: InferenceProfile): string {
	return createHash('sha256').update(canonicalJson(profile)).digest('hex');
}

function pathName(value: unknown, field: string): void {
	if (typeof value !== 'string' || !PATH_NAME.test(value)) {
		refuse(field, 'be letters, digits and . _ + - only, at most 128 of them');
	}
}

function text(value: unknown, field: string): void {
	if (typeof value !== 'string' || value.trim() === '') refuse(field, 'not be empty');
	if ((value as string).length > LONGEST_TEXT) {
		refuse(field, `not be longer than ${LONGEST_TEXT} characters`);
	}
}

function findingCode(value: unknown, field: string): void {
	text(value, field);
	if (!CODE.test(value as string)) {
		refuse(field, 'be a code without backslash, line breaks or spaces at its ends');
	}
}

function codeSystem(value: unknown, field: string): void {
	text(value, field);
	if (!ABSOLUTE_URI.test(value as string) && !DESIGNATOR.test(value as string)) {
		refuse(
			field,
			'be an absolute URI such as http://snomed.info/sct, or a DICOM designator of 1 to 16 capital letters, digits and underscores such as 99SITE',
		);
	}
}

function oneOf(value: unknown, allowed: readonly string[], field: string): void {
	if (!allowed.includes(value as string)) refuse(field, `be one of ${allowed.join(', ')}`);
}

function refuse(field: string, rule: string): never {
	throw new HospitalError(
		'invalid-profile',
		`The model settings are not complete or not correct: ${field}`,
		{
			nextStep: `Correct the model settings of the node: ${field} must ${rule}.`,
		},
	);
}
