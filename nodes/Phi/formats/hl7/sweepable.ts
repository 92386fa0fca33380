import type { Hl7Message } from '../../../formats/hl7';
import { cellOf } from './cells';
import { isShortCode } from './codes';
import { fieldsOf } from './fields';
import { isUnit } from './unit-types';

/** Every text of a message with the field it stands in; not the header, nor short codes of tables. */
export function* sweepableText(message: Hl7Message): Generator<readonly [string, string]> {
	for (const segment of message.segments) {
		if (segment.name === 'MSH') continue;
		for (let field = 1; field <= segment.fieldCount; field++) {
			for (const element of segment.repetitions(field)) {
				const { parts, text } = cellOf(element);
				const at = `${segment.name}-${field}`;
				const texts = parts.length === 1 ? [text] : parts.flat();
				// The unit of a man who is called Ng is still nanograms.
				const isFree = fieldsOf(segment.name)?.[field - 1]?.type === 'UNIT' ? isUnit : isShortCode;
				for (const one of texts) if (!isFree(one)) yield [one, at];
			}
		}
	}
}
