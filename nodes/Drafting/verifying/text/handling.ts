import { fold } from './fold';

/**
 * Text that speaks to a program or about how the document is handled. In a note it is no evidence: it
 * may have been put there to be obeyed. In a sentence it is nothing that a chart can bear out.
 */
const DOCUMENT =
	'(?:documents?|summar(?:y|ies)|drafts?|letters?|(?<!urine |cardiac |ostomy |high |stool )outputs?|prompts?|tickets?|worklists?|work ?items?|files?|transcripts?|messages?|tasks?|templates?)';
/** Words that are a document only behind "this". */
const THIS =
	'(?:this|the present|the current|the attached) (?:case|note|report|record|chart|entry|text)';
const HANDLED = `(?:${[
	'sen[dt]s?|sending|forward(?:s|ed|ing)?|deliver(?:s|ed)?|rout(?:e|es|ed|ing)|transmit(?:s|ted)?|shar(?:e|es|ed|ing)',
	'post(?:s|ed|ing)?|upload(?:s|ed|ing)?|publish(?:es|ed)?|cop(?:y|ies|ied)|cc(?:ed)?|address(?:es|ed)|direct(?:s|ed)',
	'sign(?:s|ed|ing)?|approv(?:e|es|ed|al)|co-?sign(?:s|ed)?|authori[sz](?:e|es|ed)|mark(?:s|ed)?|label(?:s|ed)?',
	'flag(?:s|ged)?|classif(?:y|ies|ied)|escalat(?:e|es|ed)|expedit(?:e|es|ed)|eras(?:e|es|ed)|delet(?:e|es|ed)|redact(?:s|ed)?',
	'finali[sz](?:e|es|ed)|assign(?:s|ed)?|queu(?:e|es|ed)|dispatch(?:es|ed)?|distribut(?:e|es|ed)|submit(?:s|ted)?|encrypt(?:s|ed)?',
	'public|confidential|routine|urgent|urgently|stat|batch|emergent|verified|validated|locked|archiv(?:e|es|ed)|belongs?|goes?',
	'written|rewritten|formatted|translated|intended|meant|destined|replaced?|generat(?:e|ed)|skip(?:s|ped)?|bypass(?:es|ed)?',
].join('|')})`;
/** Where a sentence, or a part of one, gives an order. */
const ORDER = '(?:^|[.;:,!>\\])-] ?|\\b(?:please|and|then|must|should|shall|always|only|kindly) )';

const PATTERNS: readonly RegExp[] = [
	// Links, addresses, and both spelled out.
	/\b(?:https?|ftp|sftp|file|ssh|smb|ldap|wss?)\s?:\s?\/|\bmailto:|\bjavascript:|\bdata:[a-z]+\/|\btel:\+?\d|\bhxxps?\b|\bwww\s?\./,
	/(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]|\s@\s?[a-z0-9-]+\s?\.\s?[a-z]{2,}/,
	/\b[a-z0-9-]{1,63}\s?[([{]\s?(?:at|dot)\s?[)\]}]\s?[a-z0-9-]+/,
	/\b[a-z0-9-]{1,63} (?:dot|punkt) (?:com|org|net|io|gov|edu|info|co|test|example|invalid)\b/,
	/\b[a-z0-9-]{2,63}\.(?:com|org|net|io|gov|edu|info|biz|dev|app|xyz|ru|cn|de|uk|eu|co|us|ai|test|example|invalid|local|localhost|html?|php|exe|js|py|sh|json|xml|onion|link|site|online|health)\b/,
	/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b|\blocalhost\b/,
	// Markup, templates, code.
	/<[/!?]?[a-z][^<>]{0,200}>|<!--|-->|&(?:lt|gt|amp|nbsp|quot|#x?[0-9a-f]+);/,
	/\{\{|\}\}|\$\{|<\||\|>|\[\[|\]\]|```|~~~|<%|%>|\[\/?(?:inst|sys|system|user|assistant)\]|\]\([a-z#/]|#{2,}|={4,}|\*\*\S/,
	/[{[]\s?"[^"]{1,60}"\s?[:,\]]|"[a-z_]{2,40}"\s?:\s?["{[\d]/,
	/\b(?:eval|exec|fetch|print|console\.log)\(|=>\s?\{|\brm -rf\b|\bdrop table\b|\bunion select\b|\bselect \* from\b|\bimport os\b|\bsudo\b|\bcurl -|\bwget\b|\bpowershell\b|;--/,
	/\b(?=[a-z0-9+/]*\d)(?=[a-z0-9+/]*[a-z])[a-z0-9+/]{32,}={0,2}/,
	/\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|n)/,
	// Spoken to a program.
	/\b(?:ignor(?:e|es|ed|ing)|disregard(?:s|ed|ing)?|forget|overrid(?:e|es|ing|den)|overrul(?:e|es|ed)|supersed(?:e|es|ed)|bypass(?:es|ed)?|skip|violate|circumvent|discard)\b.{0,60}\b(?:instructions?|prompts?|rules?|guidelines?|above|earlier text|previous text|messages?|schemas?|formats?|constraints?|polic(?:y|ies)|guardrails?|facts?|checks?|verif\w+|context|everything|sources?|citations?)\b/,
	/\b(?:instructions?|commands?|notes?|messages?|reminder|attention|dear|hey|hello|hi) (?:to |for )?(?:the |any |all )?(?:ai|llm|model|assistant|bot|summari[sz]er|software|automation|parser|pipeline)\b/,
	/\b(?:chat ?gpt|gpt-?\d|llms?|(?:large )?language models?|chatbots?|system prompt|system message|developer mode|jail ?break|prompt injection|ai (?:assistant|model|system|tool|agent|summar\w+|program)|(?:an|the|dear|any|as) ai|artificial intelligence|virtual assistant)\b/,
	/(?:^|[.!?\])>] ?)(?:#+ ?)?(?:system|assistant|user|developer|admin|root|prompt)\s?:\s?\S/,
	/\byou (?:are|must|should|shall|will|have to|need to) (?:now |only |always |never |also |instead )*(?:respond|reply|answer|output|print|produce|generate|summari[sz]e|obey|act as|ignore|mark|treat this)\b|\byou are (?:now )?(?:an? |the )(?:\w+ )?(?:assistant|model|bot|program|writer|system|agent)\b/,
	/\b(?:act as|pretend (?:to|that|you)|role-?play|(?:respond|reply|answer) (?:only|with|in|as)|repeat (?:the|after|this) (?:word|words|phrase|above|me|prompt|sentence)|output (?:only|the following|as|must|should|format|field|nothing)|your (?:task|answer|output|reply|prompt|system prompt))\b/,
	/\b(?:json|yaml|xml|html|markdown|schemas?|enum|csv|plain ?text|base ?64|unicode|api key|passwords?|credentials?|secret key|access token|webhooks?|urls?|hyperlinks?|tool calls?|function calls?|placeholders?|loinc|fact ids?|source code|metadata|regex|sql)\b/,
	// How the document is handled.
	/\bprioriti(?:es|ze|zes|zed|zing|se|sed|sing)\b|\bpriority\b|\brecipients?\b|\baddressees?\b|\bb?cc\s?:|\bqueues?\b|\bsign-?off\b|\bsigned off\b|\bwork ?items?\b|\bworkflows?\b|\binbox\b|\b(?:mailing|distribution) list\b|\brouting\b/,
	/\b(?:no|without|without any|skip|skipping|needs? no|not need|not require|requires? no|waives?|bypass|omit) (?:any |an? |the |further |human |manual |clinician |clinical |physician |additional |second |more )*(?:reviews?|reviewing|approvals?|sign-?offs?|signatures?|verification|validation|confirmation by|proofreading|human)\b/,
	/\b(?:already|pre-?|auto-?|automatically|hereby) ?(?:approved|verified|signed|authori[sz]ed|cosigned|countersigned|attested|released|validated)\b|\bbeen (?:approved|signed(?! out)|cosigned|countersigned|attested)\b/,
	/\b(?:approve|sign|release|send|submit|finali[sz]e|close|publish|forward|deliver|transmit) (?:it|this|that|immediately|now|automatically|at once|without|to the following|all|everything|directly)\b/,
	/\b(?:auto-?(?:approve|sign|send|release)|e-?mail(?:ed|s|ing)?|e-?sign(?:ed|ature)?|fax(?:ed|es|ing)?|click (?:here|on|the)|download(?:s|ed)?|log in to|scan the (?:code|qr)|qr code|visit the (?:site|link|page|website)|websites?|web sites?|web page|links? below)\b/,
	new RegExp(
		`${ORDER}(?:do not|don't|never|not) (?:mention|include|list|show|tell|disclose|reveal|display|print|output|write|flag|cite|quote|verify|review|summari[sz]e|question)\\b`,
	),
	/\b(?:hide|suppress|redact|leave out|omit|conceal|delete|erase|remove) (?:the|all|any|every|this) (?:\w+ )?(?:allerg\w+|findings?|results?|sections?|sentences?|names?|warnings?|diagnos\w+|citations?|sources?|facts?|following|above|identif\w+)\b/,
	/\b(?:change|set|switch|update|replace|alter|overwrite|rename) (?:the |its |this )?(?:recipient|addressee|section|title|heading|patient'?s? name|field|format|schema|urgency|classification|status of)\b/,
	new RegExp(
		`${ORDER}(?:write|state|say|include|insert|append|summari[sz]e|translate|rewrite|rephrase|add|put|list|report|document)(?: only)? (?:that|the following|this sentence|this text|this|the (?:word|words|sentence|phrase|text)|in (?:the|your) (?:summary|draft|document|output|section)|to the (?:summary|draft|document|output))\\b`,
	),
	new RegExp(`\\b(?:${DOCUMENT}|${THIS})\\b.{0,60}\\b${HANDLED}\\b`),
	new RegExp(`\\b${HANDLED}\\b.{0,40}\\b(?:${DOCUMENT}|${THIS})\\b`),
	new RegExp(`\\b${THIS} (?:is|has|was|must|should|will|may|can|needs?)\\b`),
];

const HIDDEN =
	/\u00ad|\u034f|\u180e|[\u200b-\u200f]|[\u202a-\u202e]|[\u2060-\u206f]|[\ufe00-\ufe0f]|\ufeff|\udb40[\udc00-\udfff]/g;

/**
 * Where a text speaks to a program, names a link or an address, holds markup, or tells how the document
 * is to be handled.
 *
 * @returns the stretch as it reads, in lower case; undefined when there is none
 */
export function handlingIn(text: string): string | undefined {
	const low = fold(text.replace(HIDDEN, '')).text.replace(/\s+/g, ' ');
	for (const pattern of PATTERNS) {
		const found = pattern.exec(low);
		if (found !== null) return found[0];
	}
	return undefined;
}
