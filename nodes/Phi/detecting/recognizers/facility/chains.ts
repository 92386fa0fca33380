import type { PhiFinding } from '../../../types';
import { cased } from '../../scan';
import type { PreparedText } from '../../types';
import { lower } from '../near';
import { facilityOver } from './claim';

/** Pharmacies, laboratories, insurers, groups of hospitals and large employers that everybody knows by name. */
const NAMES =
	'walgreens|cvs|rite aid|walmart|costco|kroger|quest|quest diagnostics|labcorp|bioreference|aetna|cigna|humana|anthem|medtronic care|unitedhealthcare|united healthcare|blue cross|blue cross blue shield|blue shield|bcbs|kaiser|kaiser permanente|molina|centene|tricare east|tricare west|oscar health|wellcare|amerigroup|optum|optumrx|express scripts|caremark|duane reade|publix|safeway|target pharmacy|mayo clinic|cleveland clinic|johns hopkins|mount sinai|cedars sinai|mass general|massachusetts general|stanford health care|ucsf|ucla|duke health|davita|fresenius|brookdale|genesis healthcare|manorcare|kindred|amazon|fedex|ups|usps';

/** The words of each chain under their first word, longest first. */
const CHAINS = new Map<string, (readonly string[])[]>();
for (const name of NAMES.split('|').sort((a, b) => b.length - a.length)) {
	const words = name.split(' ');
	const [first = ''] = words;
	const there = CHAINS.get(first);
	if (there === undefined) CHAINS.set(first, [words]);
	else there.push(words);
}

/** A chain whose name begins at a token: `Blue Cross Blue Shield`. */
export function chainAt(prepared: PreparedText, token: number): PhiFinding | undefined {
	const form = prepared.at(token);
	if (!cased(form)) return undefined;
	const chains = CHAINS.get(form.lower);
	if (chains === undefined) return undefined;
	for (const words of chains) {
		if (!stands(prepared, token, words)) continue;
		return facilityOver(prepared, token, token + words.length - 1, 'chain', 0.7);
	}
	return undefined;
}

function stands(prepared: PreparedText, token: number, words: readonly string[]): boolean {
	for (let index = 1; index < words.length; index++) {
		if (lower(prepared, token + index) !== words[index]) return false;
	}
	return true;
}
