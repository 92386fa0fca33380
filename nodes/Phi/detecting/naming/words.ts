import { setOf } from '../marks';

/** Words that end a name, whatever stands before it. */
export const NEVER = setOf(
	'comma colon paragraph pharmd the and or but with without is was are were be been has had have who which that this these those for from to of in on at by as if then than so not no nor an will would can could should may might does did do when where while after before since until per via re cc mrn dob ssn date time age sex gender male female phone fax email address room bed unit history admission discharge diagnosis patient pt name signature signed note notes reports report reported states stated denies denied dr mr mrs ms miss md rn np pa phone tel his her their our your its assessment plan hpi cc pmh ros allergies medications chief complaint reason visit service attending provider physician nurse facility department clinic hospital relationship relation contact cell mobile home work spouse also today yesterday he she they we you it called calls seen saw agreed mother father dear',
);

/** Words of the calendar that people are called by. */
export const MONTHS_OF_NAMES = setOf('april may june august jan dale');
/** Short forms before a point behind which a name goes on: Wm., St. */
export const SHORTENED = setOf('wm chas geo jas jos thos robt st jr sr mt');

/** Credentials that are not written in capitals alone. */
export const MIXED_CREDENTIALS = setOf('PhD PharmD Phd PsyD MBChB Rn Md');
/** First and second parts of credentials with points: M.D., R.N., Ph.D., B.S. */
export const CREDENTIAL_BEGINS = setOf('M D R N P Ph B');
export const CREDENTIAL_ENDS = setOf('D O N P A S');
