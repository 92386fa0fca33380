/**
 * Words in the name of a diagnosis that say of the disease something else than that the patient has it:
 * that a relative had it, that it was looked for, that it may come, that it is long past. Such a name
 * counts only as a whole; the disease alone is another statement.
 */
const TURNS =
	/\b(?:family|familial history|fh(?:x)?|history|hx|h\/o|pmh|screen(?:ing|ed)?|expos(?:ure|ed)|contact with|risk|carrier|susceptib\w*|predispos\w*|prophyla\w*|prevent\w*|vaccin\w*|immuni[sz]ation|counsel\w*|education|evaluation for|observation for|encounter for|concern (?:for|about)|worr(?:y|ied)|fear of|afraid of|absence of|free of|status post|s\/p|previous|prior|past|(?:mother|father|sister|brother|parent|sibling|son|daughter|aunt|uncle|cousin|grand\w+|relative)s?)\b/i;

/** True for "Family history of breast cancer", "Screening for diabetes", "At risk for falls". */
export const isTurned = (name: string): boolean => TURNS.test(name);
