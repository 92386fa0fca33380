import { checkProfile, type Profile, type RuledType } from '../profiles/index';
import type { PersonName, PhiRole, PhiType, Style, Subject } from '../types';
import type { Vault } from '../vault/index';
import { ageInText, ageOf } from './age';
import { Authorities } from './authority';
import { Codes } from './codes';
import { isoDay, middleOf } from './dates/calendar';
import { Dates } from './dates/index';
import { type Draw, keyedDraw, randomDraw } from './draw';
import { Facts } from './facts';
import { dayInvalid, keyMissing, vaultMissing } from './refusals';
import { madeUpName, madeUpParts, nameText, partsOf } from './names/name';
import type { ValueChoice } from './surrogates/form';
import { madeUpValue } from './surrogates/index';
import { madeUpNumber } from './surrogates/numbers';
import type {
	DateFormat,
	IdSpace,
	SubjectFacts,
	Transformer,
	TransformerOptions,
} from './transformer';
import { zipOf } from './zip';

const MASK = '####';
const KEY_BYTES = 32;

/** Kinds whose value is a number that somebody gave out: one code in every format. */
const NUMBERS: ReadonlySet<PhiType> = new Set<PhiType>([
	'SSN',
	'MRN',
	'PLAN',
	'ACCOUNT',
	'LICENCE',
	'VEHICLE',
	'DEVICE',
	'OTHER_ID',
]);

/**
 * A transformer for one run.
 *
 * @throws HospitalError `phi-key-missing`, `vault-missing`, `authority-ambiguous`, and what a profile
 * is refused for
 */
export function transformer(options: TransformerOptions): Transformer {
	return new ByProfile(options);
}

class ByProfile implements Transformer {
	readonly profile: Profile;
	readonly style: Style;
	private readonly facts: Facts;
	private readonly dates: Dates;
	private readonly codes: Codes;
	private readonly vault: Vault | undefined;
	private readonly restricted: ReadonlySet<string>;
	/** For words of a patient who is known; keyed where codes are. */
	private readonly draw: Draw;
	/** Where nobody knows the patient, an equal name tells nothing from run to run. */
	private readonly drawForUnknown = randomDraw();

	constructor(options: TransformerOptions) {
		const { profile, project, key } = options;
		this.profile = checkProfile(profile);
		this.style = options.style ?? profile.style;
		this.vault = options.vault;
		if (this.style === 'vault' && this.vault === undefined) throw vaultMissing();
		const isKeyed = profile.codes === 'keyed';
		if ((isKeyed || profile.dates === 'shift') && key?.length !== KEY_BYTES) throw keyMissing();
		const keyed = (purpose: string) =>
			key === undefined ? undefined : keyedDraw(key, project, purpose);
		this.draw = (isKeyed ? keyed('words') : undefined) ?? randomDraw();
		const codeDraw = (isKeyed ? keyed('codes') : undefined) ?? randomDraw();
		this.codes = new Codes(profile.codes, codeDraw, this.vault);
		const today = new Date().toISOString().slice(0, 10);
		const asOf = isoDay(options.asOf ?? today);
		if (asOf?.month === undefined || asOf.day === undefined) throw dayInvalid();
		const shiftDraw = profile.dates === 'shift' ? keyed('shift') : undefined;
		this.dates = new Dates(profile, middleOf(asOf), options.dayFirst ?? false, shiftDraw);
		this.facts = new Facts(new Authorities(options.authorities));
		this.restricted = new Set(profile.restrictedZip3);
	}

	keeps(type: PhiType): boolean {
		if (type === 'DATE') return this.profile.dates === 'keep' && this.profile.ages === 'keep';
		if (type === 'AGE') return this.profile.ages === 'keep';
		if (type === 'ZIP') return this.profile.zip === 'keep';
		return this.profile.types[type] === 'keep';
	}

	introduce(subject: Subject, facts: SubjectFacts): void {
		this.facts.introduce(subject, facts);
	}

	name(
		name: PersonName | string,
		subject: Subject,
		role: PhiRole,
	): { parts: PersonName; text: string } | undefined {
		const text = typeof name === 'string' ? name : nameText(name);
		if (this.profile.types.NAME !== 'replace' || text.trim() === '') return undefined;
		if (this.style === 'vault') {
			const code = this.token('NAME', text, subject, role);
			return { parts: { family: code }, text: code };
		}
		if (this.style !== 'surrogate') return undefined;
		const choice = this.choice(subject, role);
		if (typeof name === 'string') {
			const made = madeUpName(name, choice);
			if (made === name) return undefined;
			return { parts: this.noted(partsOf(made), subject), text: this.note(made, subject) };
		}
		const parts = this.noted(madeUpParts(name, choice), subject);
		if (parts.family === undefined && parts.given === undefined) return undefined;
		return { parts, text: this.note(nameText(parts), subject) };
	}

	text(type: PhiType, value: string, subject: Subject, role: PhiRole, mention: number): string {
		if (this.keeps(type)) return value;
		if (this.style === 'remove') return '';
		if (this.style === 'mask') return MASK;
		if (this.style === 'vault') return this.tokenInText(type, value, subject, role);
		const stands = this.standing(type, value, subject);
		if (stands !== undefined) return this.note(stands, subject);
		const isMadeUp = this.style === 'surrogate' && this.rule(type) === 'replace';
		const made = isMadeUp ? this.surrogate(type, value, subject, role, mention) : undefined;
		return made === undefined ? `[${type}]` : this.note(made, subject);
	}

	field(type: PhiType, value: string, subject: Subject, role: PhiRole): string | undefined {
		if (this.keeps(type)) return value;
		if (this.rule(type) !== 'replace' || value.trim() === '') return undefined;
		if (this.style === 'vault') return this.token(type, value, subject, role);
		if (this.style !== 'surrogate') return undefined;
		const made = this.surrogate(type, value, subject, role);
		return made === undefined ? undefined : this.note(made, subject);
	}

	identifier(
		authority: string | undefined,
		value: string,
		type: PhiType,
		subject: Subject,
	): string | undefined {
		if (this.keeps(type)) return value;
		if (this.rule(type) !== 'replace' || value.trim() === '') return undefined;
		const place = this.facts.place(authority, value, type, subject);
		const code = this.codes.number(place, value, type, subject);
		return code === undefined ? undefined : this.note(code, subject);
	}

	date(value: string, format: DateFormat, subject: Subject): string | undefined {
		const { days } = this.facts.of(subject);
		const written =
			format === 'text'
				? this.dates.inText(value, subject, days)
				: this.dates.inField(value, format, subject, days);
		return written === undefined ? undefined : this.note(written, subject);
	}

	time(value: string): string | undefined {
		const { dates } = this.profile;
		const isTime = /^[\d:]{2,8}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?$/.test(value.trim());
		return isTime && (dates === 'keep' || dates === 'shift') ? value : undefined;
	}

	age(years: number, subject: Subject): string | undefined {
		const written = ageOf(years, this.profile.ages);
		return written === undefined ? undefined : this.note(written, subject);
	}

	zip(value: string, country: string = this.profile.country): string | undefined {
		return zipOf(value, country, this.profile.zip, this.restricted);
	}

	id(space: IdSpace, value: string, subject?: Subject): string {
		const made = this.codes.id(space, value);
		return subject === undefined ? made : this.note(made, subject);
	}

	person(subject: Subject): { number: string; name: PersonName | undefined } {
		const number = this.note(this.codes.person(subject), subject);
		const name =
			this.style === 'surrogate' ? this.name('Patient Person', subject, 'patient') : undefined;
		return { number, name: name?.parts };
	}

	written(subject: Subject): ReadonlySet<string> {
		return this.facts.of(subject).written;
	}

	async settle(): Promise<void> {
		await this.vault?.settle();
	}

	/** What the profile lets stand of a value in every style that shows anything. */
	private standing(type: PhiType, value: string, subject: Subject): string | undefined {
		if (type === 'DATE') return this.dates.inText(value, subject, this.facts.of(subject).days);
		if (type === 'AGE') return ageInText(value, this.profile.ages);
		return type === 'ZIP' ? this.zip(value) : undefined;
	}

	/** Undefined also where no word of the value was replaced: `University Hospital`, `Dr.` */
	private surrogate(
		type: PhiType,
		value: string,
		subject: Subject,
		role: PhiRole,
		mention?: number,
	): string | undefined {
		const made = this.madeUp(type, value, subject, role, mention);
		return made === value ? undefined : made;
	}

	private madeUp(
		type: PhiType,
		value: string,
		subject: Subject,
		role: PhiRole,
		mention: number | undefined,
	): string | undefined {
		const choice = this.choice(subject, role, mention);
		if (NUMBERS.has(type)) {
			const code = this.identifier(undefined, value, type, subject);
			if (code !== undefined || this.profile.codes === 'none') return code;
			return madeUpNumber(type, value, choice);
		}
		return madeUpValue(type, value, choice);
	}

	private tokenInText(type: PhiType, value: string, subject: Subject, role: PhiRole): string {
		const code = NUMBERS.has(type)
			? this.identifier(undefined, value, type, subject)
			: this.token(type, value, subject, role);
		return code === undefined ? `[${type}]` : `[${type}:${code}]`;
	}

	private token(type: PhiType, value: string, subject: Subject, role: PhiRole): string {
		if (this.vault === undefined) throw vaultMissing();
		const [scope] = this.scope(subject, role);
		return this.note(this.vault.token(type, value, { key: scope }), subject);
	}

	private rule(type: PhiType): 'keep' | 'replace' | 'remove' {
		return type in this.profile.types ? this.profile.types[type as RuledType] : 'remove';
	}

	/** Staff and institutions bear one name in the whole project, everybody else one for a patient. */
	private scope(subject: Subject, role: PhiRole): string[] {
		const isStaff = role === 'provider' || role === 'organization';
		return [isStaff ? 'staff' : `patient ${subject.key}`];
	}

	private choice(subject: Subject, role: PhiRole, mention?: number): ValueChoice {
		const scope = this.scope(subject, role);
		const isUnknown = subject.key === '' && scope[0] !== 'staff';
		const isEach = this.profile.surrogates === 'mention' && mention !== undefined;
		return {
			draw: isUnknown ? this.drawForUnknown : this.draw,
			scope: isEach ? [...scope, `mention ${mention}`] : scope,
		};
	}

	private note(text: string, subject: Subject): string {
		this.facts.note(text, subject);
		return text;
	}

	private noted(name: PersonName, subject: Subject): PersonName {
		for (const part of [name.family, ...(name.given ?? [])]) {
			if (part !== undefined) this.note(part, subject);
		}
		return name;
	}
}
