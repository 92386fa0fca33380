import type { FhirWalk } from './walk';
import { attachment } from './attachment';
import { coding, quantity } from './coded';
import { address, contactPoint, humanName, identifier } from './demographics';
import { extension } from './extension';
import { bundleEntry, bundleRequest, bundleResponse, parameter } from './envelopes';
import { narrative } from './narrative';
import { DROPPED, MASKED, type Gone, type Json, type Place } from './place';
import { annotation, reference } from './people';

/** Builds an element of one type anew. */
export type Handler = (walk: FhirWalk, value: Json, place: Place, type: string) => Json | Gone;

const NUMERIC = /^[\d.\sEUL+-]*$/;

/** Samples are numbers, and the letters E, U and L. */
const sampledData: Handler = (walk, value, place) => {
	const { data, _data, ...rest } = value;
	void _data;
	const done = walk.object(rest, 'SampledData', place);
	if (typeof done === 'symbol') return MASKED;
	if (typeof data === 'string' && NUMERIC.test(data)) done.data = data;
	else if (data !== undefined) walk.unknown(place);
	return done;
};

/** A signature shows who signed, in whatever form it is. */
const signature: Handler = (walk, _value, place) => {
	walk.did('removed', 'BIOMETRIC', place);
	return (place.entry?.[0] ?? 0) > 0 ? MASKED : DROPPED;
};

/** Types that need more than the rules of their parts. All others are walked by the table. */
export const HANDLERS: Readonly<Record<string, Handler | undefined>> = {
	HumanName: humanName,
	Address: address,
	ContactPoint: contactPoint,
	Identifier: identifier,
	Reference: reference,
	Annotation: annotation,
	Attachment: attachment,
	Narrative: narrative,
	Signature: signature,
	Coding: coding,
	Quantity: quantity,
	Age: quantity,
	Count: quantity,
	Distance: quantity,
	Duration: quantity,
	SampledData: sampledData,
	Extension: extension,
	'Bundle.entry': bundleEntry,
	'Bundle.entry.request': bundleRequest,
	'Bundle.entry.response': bundleResponse,
	'Parameters.parameter': parameter,
};
