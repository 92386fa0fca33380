import { formatTag, type DataSet, type Element } from '../../../formats/dicom';
import { ageString } from './ages';
import type { Context } from './context';
import { dummyElement, DUMMY_TEXT } from './dummy';
import { swapped, type OutElement } from './output';
import { isUnreadable, readStrings, STRING_VRS } from './read-value';
import { otherUid, pseudonym } from './replacement';
import { DEVICE_IDENTITY, DOCUMENT_IDENTIFIER, IDENTIFYING, ISSUERS } from './unlisted';

/** Makes the values of single elements; sequences and texts are made by the walk. */
export class Values {
	constructor(private readonly context: Context) {}

	/** Actions Z and D: the profile's pseudonym, where it has one for such values. */
	replaced(set: DataSet, element: Element, vr: string): OutElement | undefined {
		const { transformer, whose } = this.context;
		if (!STRING_VRS.has(vr)) return undefined;
		if (vr === 'UI') return element.length === 0 ? undefined : this.uids(set, element);
		const { tag } = element;
		const texts = readStrings(set, element, vr).map((value) =>
			pseudonym(transformer, whose, { tag, vr, value }),
		);
		if (texts.length === 0 || texts.includes(undefined)) return undefined;
		return { tag, vr, text: texts.join('\\') };
	}

	uids(set: DataSet, element: Element): OutElement {
		const values = readStrings(set, element, 'UI');
		const text = values.map((value) => otherUid(this.context.transformer, value)).join('\\');
		return { tag: element.tag, vr: 'UI', text };
	}

	/** Under modified dates; undefined when a value is no date. */
	moved(set: DataSet, element: Element, vr: string): OutElement | undefined {
		const { transformer, whose, manifest, options } = this.context;
		if (options.dates !== 'modified') return undefined;
		const texts = readStrings(set, element, vr).map((value) => {
			if (value === '') return '';
			if (vr === 'TM') return transformer.time(value);
			return transformer.date(value, 'dicom', whose.subject);
		});
		if (texts.includes(undefined)) return undefined;
		manifest.count(element.tag, vr, vr === 'TM' ? 'kept by option' : 'shifted');
		return { tag: element.tag, vr, text: texts.join('\\') };
	}

	/** Kept as it is, unless a value of the header stands in it. */
	kept(set: DataSet, element: Element, vr: string): OutElement | undefined {
		const { tag } = element;
		const { options, header, manifest, encoding } = this.context;
		if (!STRING_VRS.has(vr)) {
			const bytes = set.bytes(tag)!;
			const isSwapped = set.valueEncoding(element).bigEndian !== encoding.bigEndian;
			return { tag, vr, bytes: isSwapped ? swapped(bytes, vr) : bytes };
		}
		const values = readStrings(set, element, vr);
		if (vr === 'AS') {
			const ages = values.map((value) => (value === '' ? '' : ageString(value, options.ages)));
			if (ages.includes(undefined)) {
				manifest.count(tag, vr, 'removed: age');
				return undefined;
			}
			return { tag, vr, text: ages.join('\\') };
		}
		if (values.some((value) => isUnreadable(value, vr) || header.isIn(value, vr))) {
			manifest.count(tag, vr, 'replaced: a value of the header, or not readable');
			return dummyElement(tag, vr);
		}
		return { tag, vr, text: values.join('\\') };
	}

	/** Numbers and names that the table forgot; undefined for everything else. */
	identity(tag: number, vr: string): OutElement | 'gone' | undefined {
		const { manifest, options, transformer } = this.context;
		const { retainDeviceIdentity, retainInstitutionIdentity } = options;
		if (IDENTIFYING.has(tag) || (DEVICE_IDENTITY.has(tag) && !retainDeviceIdentity)) {
			manifest.count(tag, vr, 'emptied: not in the table');
			return emptyElement(tag, vr);
		}
		const issuer = retainInstitutionIdentity ? undefined : ISSUERS.get(tag);
		if (issuer === undefined && tag !== DOCUMENT_IDENTIFIER) return undefined;
		manifest.count(tag, vr, `${issuer ?? 'replaced'}: not in the table`);
		if (issuer === 'removed') return 'gone';
		const text = issuer === 'replaced' ? DUMMY_TEXT : transformer.id('uid', formatTag(tag));
		return { tag, vr, text };
	}
}

/** An element without value: action Z. */
export const emptyElement = (tag: number, vr: string): OutElement =>
	vr === 'SQ' ? { tag, vr, items: [] } : { tag, vr, text: '' };
