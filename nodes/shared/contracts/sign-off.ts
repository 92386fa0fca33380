import type { ClinicalDraft } from './clinical-draft';
import { clinicalDraftContract } from './clinical-draft';
import { clear, sealed, type Contract } from './contract';

/** Who decided, as the hospital's own sign-in told. */
export interface Signer {
	/** Name of the account at the identity provider: `sub` (OpenID Connect Core 2), or the account of a link. */
	subject: string;
	/** As it is shown. */
	name: string;
	/** The role that allowed it to decide. */
	role: string;
	/** Identity provider, or `sign-off-link`. */
	issuer: string;
	method: 'oidc' | 'link';
	/** `Practitioner/<id>` in the record, where the identity provider or the list of people tells it. */
	practitioner?: string;
}

/** One sentence that the clinician changed, put back, left out or added. */
export interface SignOffEdit {
	/** Id of the sentence in the approved draft. */
	sentence: string;
	change: 'changed' | 'left-out' | 'put-back' | 'added';
	/** Empty for an added sentence. */
	before: string;
	/** Empty for one that was left out. */
	after: string;
}

/** What a clinician decided about a draft. It exists once for a piece of work; a rerun gets the same. */
export interface SignOff {
	contract: 'SignOff/1';
	decision: 'approved' | 'rejected' | 'expired';
	/** Absent when nobody decided in time. */
	by?: Signer;
	/** ISO 8601 UTC. */
	at: string;
	/** The exact text that was approved; empty otherwise. */
	text: string;
	/** Hex SHA-256 of `text` in UTF-8; empty otherwise. */
	textHash: string;
	/** The draft as approved: edits applied, only what belongs to the document included. */
	draft?: ClinicalDraft;
	edits: SignOffEdit[];
	/** Why it was rejected, in the clinician's words. */
	reason?: string;
	/** `hash` of the facts that were shown. */
	shownFactsHash: string;
	/** Fingerprint of what was shown beside the document, where something was. */
	shownBesideHash?: string;
	/** True when the chart had changed, and the clinician was shown how and approved knowing it. */
	staleSeen?: boolean;
	/** Places in the clinician's own words that contradict the chart: they were shown beside the signature. */
	againstChart?: number;
	/** What the check found in the approved text, the clinician's own words included. */
	counts?: { supported: number; partly: number; unsupported: number; omissions: number };
}

const draftFields = Object.fromEntries(
	Object.entries(clinicalDraftContract.fields).map(([at, doc]) => [`/draft${at}`, doc]),
);

export const signOffContract: Contract = {
	name: 'SignOff',
	key: 'signOff',
	description:
		'What a clinician decided about a draft: approved with the exact text, rejected with a reason, or expired.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/decision': clear('approved, rejected or expired'),
		'/by/subject': sealed('Account of the person who decided'),
		'/by/name': sealed('Name of the person who decided'),
		'/by/role': clear('Role that allowed the decision'),
		'/by/issuer': clear('Identity provider that vouched for the person'),
		'/by/method': clear('oidc, or link with passcode'),
		'/by/practitioner': clear('Reference to the practitioner in the record, where it is known'),
		'/at': clear('When it was decided (UTC)'),
		'/text': sealed('The exact text that was approved'),
		'/textHash': clear('Fingerprint of that text (SHA-256)'),
		...draftFields,
		'/edits/*/sentence': clear('Number of a sentence that the clinician changed'),
		'/edits/*/change': clear('changed, left-out, put-back or added'),
		'/edits/*/before': sealed('The sentence before'),
		'/edits/*/after': sealed('The sentence after'),
		'/reason': sealed("Why it was rejected, in the clinician's words"),
		'/shownFactsHash': clear('Fingerprint of the facts that were shown'),
		'/shownBesideHash': clear('Fingerprint of what was shown beside the document'),
		'/staleSeen': clear('True when the chart had changed and the clinician approved knowing it'),
		'/againstChart': clear(
			"Places in the clinician's own words that contradict the chart, approved knowing it",
		),
		'/counts/supported': clear('Sentences that the chart bears out'),
		'/counts/partly': clear('Sentences that it bears out in part'),
		'/counts/unsupported': clear('Sentences that it does not bear out'),
		'/counts/omissions': clear('Must-have things that are left out'),
	},
};
