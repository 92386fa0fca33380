/** What every payer writes below an approval, and what takes nothing back. */
const SMALL_PRINT =
	/\b(?:not an?|no) guarantee of (?:payments?|benefits?|coverage|eligibility)\b/gi;

const DENYING =
	/\b(?:den(?:y|ied|ies|ials?)|declin\w*|reject\w*|refus\w*|disapprov\w*|disallow\w*|adverse|non-?(?:certif|cover|approv|author)\w*|un(?:approved|certified|authori[sz]ed|covered|able)|not|never|cancel\w*|void\w*|revok\w*|rescind\w*|withdr[ae]w\w*|terminat\w*|expired)\b/i;
const LIMITING =
	/\b(?:pend\w*|queued|await\w*|(?:under|in|for) (?:\w+ )?review|to be reviewed|deferred|hold|held|suspend\w*|incomplete|errors?|fail\w*|partial\w*|in part|modif\w*|reduc\w*|instead|limited|except\w*|only|subject to|conditional\w*|on condition|conditions? appl\w*|contingent)\b/i;

const plain = (words: string): string => words.replace(SMALL_PRINT, '');

/** Whether words of a payer say that something is refused or taken back. */
export const isDenying = (words: string): boolean => DENYING.test(plain(words));

/** Whether words of a payer say less than that all is approved as it was asked for. */
export const saysLess = (words: string): boolean => isDenying(words) || LIMITING.test(plain(words));

/** A note that is itself a verdict (`Not approved.`), not one that explains a thing. */
export const isVerdictAgainst = (words: string): boolean =>
	/^\W*(?:(?:the|this|your) )?(?:(?:prior )?(?:request|service|item|claim|authori[sz]ation)s? )?(?:(?:is|are|was|were|has been|have been) )?(?:den(?:y|ied|ial)|declined|rejected|refused|disapproved|adverse|pend(?:ed|ing)|cancell?ed|revoked|voided|not (?:approved|authori[sz]ed|certified|covered|medically))\b/i.test(
		words,
	);
