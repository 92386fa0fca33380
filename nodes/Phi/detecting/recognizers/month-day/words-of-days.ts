import { setOf } from '../../marks';

/** Words before `3/7` that make it a day. */
export const BEFORE = setOf(
	'board call dict beginning sched recd eff tentative fall intake draw mtg pd paid smoking sober wedding birthday abx antibiotics stopped travel moved til in on since from until till by through thru dated date dates starting started start begin began ending ends end last next visit seen admitted admit discharged discharge due labs lab placed as of before after between and & @ for scheduled appt appointment performed done collected drawn dob received reviewed signed noted called removed inserted changed expected surgery procedure follow-up followup fu f/u recheck repeat return returned returns week weekend effective expires given completed dose cycle hd pod day days resulted ordered filled today yesterday tomorrow xray ct mri echo cxr film films scan scans radiograph radiographs us ekg to updated off around circa died died: death expired passed deceased hospitalized hospitalised readmitted operated delivered born birth transferred moved arrived intubated extubated consulted evaluated presented underwent placed changed replaced exchanged failed positive negative resolved worsened improved again cath colonoscopy egd tte tee biopsy bx mammogram dexa pet eeg emg stress pft usg us: ultrasound doppler mra cta angiogram endoscopy sigmoidoscopy hida kub vq cx ucx bcx culture cultures cx: path pathology dialysis chemo infusion injection vaccine vaccinated shot booster transfusion transfused lmp edd edc onset injury doi dos doa dod dc since: d/c s/p overnight rtc mvc mva gsw remote letter clinic eval faxed mailed emailed msg vm lm tc tdap flu covid mmr dexa pap mammo colo picc visited hospitalization readmit mtg meeting study comparison prior prev previous compared unchanged married anniversary coming flying planned anticipated rescheduled postponed cancelled canceled missed show copy appy chole hold stop consult line ride exp adm dictated addendum tha tka tkr thr orif cabg avr mvr tavr evar turp tah bso nsvd svd pci pacer bka aka acdf fx fell home sent note records',
);

/** Words before `11-5` that leave no other reading where a clause or a line ends behind it. */
export const BEFORE_DASH = setOf(
	'd t dd dt dos dob date dated on since until till from by seen sent collected drawn received done signed read dictated transcribed typed copied next due appt visit dc admitted discharged admit adm expires exp effective f/u fu clarification note addendum addended recheck',
);

/** Labels with a colon behind which a day stands: `Next visit: 3/7`. */
export const LABELS = setOf(
	'comp surg rx lmp edd intake mtg appts date service visit comparison due admitted admission discharge discharged surgery seen dos dob doa followup appt appointment study exam collected received signed updated note labs',
);

/** Words before a dash behind which a span may stand as well: `on 2-3 L`, `by 2-4,`. */
export const SPANS = setOf('on since until till from by seen done dc given next');

/** What a day is given to with `of`: `week of 3/7`. */
export const DATED_THINGS = setOf(
	'anniversary as week wk weekend note month study date visit labs films',
);

/** What a day is of: `day of birth 3/7`. */
export const DAYS_OF = setOf('visit service surgery birth admission discharge anniversary');

/** Before a thing that comes once more: `last dose 3/7`. */
export const LAST_OR_NEXT = setOf('last next');

/** Before one of the things that come again and again: `missed dose 3/7`. */
export const ORDER = setOf('previous missed first');

/** What comes again and again. */
export const AGAIN = setOf(
	'visit visits dose doses appt appointment inr labs lab session cycle infusion shot injection bm period week seen treatment',
);

/** Two words before a day that something is planned for: `Next Zzhep 3/7`. */
export const COMING = setOf('next last repeat recheck due');

/** Titles: `Dr. Zzames 3/7`. */
export const TITLES = setOf('dr drs mr mrs ms');

/** Somebody who was told, at the end of a clause: `called her 3/7.` */
export const PRONOUNS = setOf('him her them us me');

/** Short forms with a slash between their letters: f/u, d/c, s/p. */
export const SLASHED = setOf('fu dc sp pu rs bw us cs');

/** Before a name that is a place or a person: `seen at Crenshaw 5/29`. */
export const JOINS_PLACE = setOf('to in from at by with w per see');

/** How a line goes on behind its day: `3/4 pt called`. */
export const PEOPLE = setOf(
	'labs lab pt patient he she seen called pm am visit note addendum held refused given',
);

/** What lasts to a day, or is put on one: `covered to 2/8`, `planned for 2/8`. */
export const COVERED = setOf(
	'moved planned scheduled sched booked slated arranged bumped covered approved authorized authorised certified valid good extended paid postponed rescheduled pushed deferred delayed renewed insured eligible auth',
);

/** What begins and ends on a day: `stop = 3/4`. */
export const ENDS_OF_SPANS = setOf(
	'start stop end begin last next edd lmp edc eta exp effective from until thru through dc',
);

/** Before `back`, behind which a day stands: `due back 3/4`. */
export const COMES = setOf('due call called calls came come comes go seen be');

/** Before a visit that is none of so many: `ED visit 3/4`. */
export const VISITS = setOf('ed er tele telehealth clinic office pcp hospital hh home urgent');
