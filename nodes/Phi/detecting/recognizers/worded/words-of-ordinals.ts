import { setOf } from '../../marks';

/** Acts and tests that have a day, whatever number it has: `placed 2nd,`, `colonoscopy 3rd.` */
export const DATED = setOf(
	'placed planned booked scheduled verified dated signed dictated drawn collected performed done completed removed inserted changed replaced resulted received transferred moved arrived intubated extubated operated delivered called stopped held resumed restarted refilled filled faxed mailed sent notified updated reviewed consented married died passed about around approx approximately circa ~ after-hours colonoscopy egd cath echo mri ct biopsy bx stent surgery lmp edd edc eta ldd deadline expires effective meeting conference consult hospice transfer pickup',
);

/** Words before an ordinal that count, rank, place or possess what it says. */
export const REFUSED = setOf(
	'her his their my our your its this that each every any another q a an per than rib ribs toe toes finger fingers digit digits nerve nerves cn mt mc mtp mcp pip dip ray rays metatarsal metacarpal phalanx interspace ics floor grade class stage degree level line percentile percentiles centile centiles ile ranked rank finished placing wt weight ht height length hc ofc bmi lga sga aga growth curve below above under over near along between crossing crossed tracking tracks tracked fracture fractures fractured fx fxs amputated amputation amp lac laceration lacerated left right l r lt rt bilateral bilat bl medial lateral anterior posterior distal proximal upper lower tender swollen pain numb numbness tingling deformity dislocation dislocated sprained crushed injured cut bit bitten burned smashed jammed and or & n s e w north south east west ne nw se sw main street st ave avenue route psalm chapter verse henry louis charter amendment article section volume vol edition ed generation cranial dermatome root roots vertebra gravida para pregnancy trimester week vaccine infusion laminectomy fusion burn injury boxer injection shot orif dose doses cycle attempt try time visit opinion line postop postoperative pod hd day dol',
);

/** Words behind a day with which the sentence goes on. */
export const GOES_ON = setOf(
	'w with by at @ per via b because after before when if then but unless until till since pending am pm noon morning afternoon evening night eve overnight around about',
);

/** What makes no day of a number above twelve either. */
export const REFUSED_HIGH = setOf(
	'is at class session sessions fraction chromosome chr trisomy hpv pcv prbc her his their my our your its each every any another q a an per than ranked rank percentile percentiles centile centiles ile and or & n s e w north south east west ne nw se sw main st street ave avenue psalm chapter verse week weeks wk generation amendment century grade floor age turning turned birthday anniversary under over above below near along between wt weight ht height hc ofc bmi',
);

/** How a clause goes on behind a day above twelve: nothing is numbered so high, and no noun stands here. */
export const GOES_ON_HIGH = setOf(
	'neg negative pos positive showed shows revealed normal clear stable unremarkable for is was no not pt he she they',
);
