import { setOf } from '../../marks';

/** Words that say what a facility does: beside a noun of many meanings they make it one. */
export const KINDS = setOf(
	'medical health nursing care living assisted rehab rehabilitation hospital clinic regional memorial high elementary middle skilled senior retirement pharmacy family home hospice surgery insurance urgent wellness university community convalescent specialty visiting reference public school unified independent',
);

/** Nouns of care, learning and money: such a noun says by itself what the facility does. */
export const CARE_ENDS = setOf(
	'hospital clinic pharmacy hospice rehab rehabilitation manor village lodge school college university llc inc corp insurance bank church institute lab labs health medical',
);

/** Words that make a facility's name out of ordinary ones. */
export const NAMING = setOf(
	'st saint mercy memorial general regional community county university children childrens women womens veterans va baptist methodist lutheran presbyterian adventist providence good samaritan sacred holy trinity cross heart our lady mount mt riverside lakeside hillside lakeview sunrise sunset golden silver green valley mountain river lake oak oaks pine pines maple cedar willow elm birch spring springs meadow meadows grove ridge harbor bay park summit heritage legacy liberty union first national american north south east west northern southern eastern western central city state metro midwest pacific atlantic coastal grand royal crown evergreen autumn harmony tranquil serenity brook stone rose garden hope grace faith unity pioneer prairie bright blue white red black shady pleasant fair clear crystal eagle hawk bear deer wolf fox forest wood woods woodland hill hills view vista haven cottage country lincoln washington jefferson kennedy roosevelt franklin madison monroe',
);

/** Services of every hospital: their names identify nobody. */
export const GENERIC = setOf(
	'inpt outpt neph pulm endo peds anticoag coag inr warfarin lipid hf chf afib arrhythmia device pacer pacemaker allergy asthma copd fracture hand spine concussion headache seizure movement memory uro prenatal midwifery lactation nicu feeding wic std sti hiv travel immunization vaccine flu covid walk hours resident continuity teaching faculty free occupational bariatric weight nutrition diabetic endocrine thyroid rheum rheumatology derm dermatology mohs oncology onc heme hematology survivorship genetics breast colposcopy urology nephrology ckd preop pat preadmission cast ortho orthopedic podiatry ostomy lymphedema methadone suboxone mat detox psych psychiatry counseling wound coumadin pain primary urgent outpatient inpatient specialty sleep home skilled assisted acute intensive critical infectious disease emergency day surgery surgical mental behavioral physical public poison control cancer stroke trauma burn dialysis infusion imaging radiology cardiac pulmonary women family internal medicine pediatric hospice palliative long term post case social medical nursing hospital center clinic care health rehab rehabilitation local outside retail mail order eye dental foot diabetes heart vascular transplant preoperative anticoagulation the a our high middle elementary private life group adult transitional subacute extended senior independent retirement nursery student employee insurance this her his their house bank blood tissue milk food',
);
