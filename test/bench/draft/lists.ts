/** What the synthetic charts are made of: names and amounts as hospitals have them. */

export interface Drug {
	name: string;
	brand?: string;
	/** RxNorm code of the ingredient is left out: charts often carry names only. */
	doses: readonly number[];
	unit: 'mg' | 'mcg' | 'g' | 'units' | 'mEq' | 'mL';
	route: Route;
	/** A drug whose name is easily mistaken for this one. */
	alike?: string;
	often: readonly Often[];
}

export type Route = 'oral' | 'subcutaneous' | 'intravenous' | 'inhaled' | 'topical' | 'sublingual';
export type Often =
	| 'daily'
	| 'twice'
	| 'thrice'
	| 'four'
	| 'bedtime'
	| 'weekly'
	| 'q6'
	| 'q8'
	| 'q12'
	| 'needed';

const drug = (
	name: string,
	brand: string | undefined,
	doses: readonly number[],
	unit: Drug['unit'],
	often: readonly Often[],
	route: Route = 'oral',
	alike?: string,
): Drug => ({ name, doses, unit, route, often, ...(brand && { brand }), ...(alike && { alike }) });

export const DRUGS: readonly Drug[] = [
	drug('metoprolol succinate', 'Toprol-XL', [25, 50, 100, 200], 'mg', ['daily']),
	drug('lisinopril', 'Zestril', [5, 10, 20, 40], 'mg', ['daily']),
	drug('atorvastatin', 'Lipitor', [10, 20, 40, 80], 'mg', ['daily', 'bedtime']),
	drug('amlodipine', 'Norvasc', [2.5, 5, 10], 'mg', ['daily'], 'oral', 'amiloride'),
	drug('furosemide', 'Lasix', [20, 40, 80], 'mg', ['daily', 'twice'], 'oral', 'torsemide'),
	drug('spironolactone', 'Aldactone', [12.5, 25, 50], 'mg', ['daily']),
	drug('apixaban', 'Eliquis', [2.5, 5], 'mg', ['twice']),
	drug('rivaroxaban', 'Xarelto', [10, 15, 20], 'mg', ['daily']),
	drug('warfarin', 'Coumadin', [1, 2, 2.5, 5], 'mg', ['daily']),
	drug('clopidogrel', 'Plavix', [75], 'mg', ['daily']),
	drug('aspirin', undefined, [81, 325], 'mg', ['daily']),
	drug('metformin', 'Glucophage', [500, 850, 1000], 'mg', ['daily', 'twice']),
	drug('glipizide', 'Glucotrol', [2.5, 5, 10], 'mg', ['daily'], 'oral', 'glyburide'),
	drug('empagliflozin', 'Jardiance', [10, 25], 'mg', ['daily']),
	drug('sitagliptin', 'Januvia', [25, 50, 100], 'mg', ['daily']),
	drug(
		'insulin glargine',
		'Lantus',
		[8, 12, 18, 24, 30],
		'units',
		['bedtime', 'daily'],
		'subcutaneous',
	),
	drug('insulin lispro', 'Humalog', [4, 6, 8], 'units', ['thrice'], 'subcutaneous'),
	drug('levothyroxine', 'Synthroid', [25, 50, 75, 88, 100, 125], 'mcg', ['daily']),
	drug('prednisone', undefined, [5, 10, 20, 40], 'mg', ['daily'], 'oral', 'prednisolone'),
	drug('hydralazine', undefined, [10, 25, 50], 'mg', ['thrice', 'q8'], 'oral', 'hydroxyzine'),
	drug('hydroxyzine', 'Vistaril', [10, 25, 50], 'mg', ['bedtime', 'needed'], 'oral', 'hydralazine'),
	drug('clonidine', 'Catapres', [0.1, 0.2], 'mg', ['twice'], 'oral', 'clonazepam'),
	drug('clonazepam', 'Klonopin', [0.5, 1], 'mg', ['twice', 'bedtime'], 'oral', 'clonidine'),
	drug('bupropion', 'Wellbutrin', [150, 300], 'mg', ['daily'], 'oral', 'buspirone'),
	drug('buspirone', undefined, [5, 10, 15], 'mg', ['twice', 'thrice'], 'oral', 'bupropion'),
	drug('sertraline', 'Zoloft', [25, 50, 100], 'mg', ['daily']),
	drug('escitalopram', 'Lexapro', [5, 10, 20], 'mg', ['daily']),
	drug('duloxetine', 'Cymbalta', [30, 60], 'mg', ['daily'], 'oral', 'fluoxetine'),
	drug('trazodone', undefined, [50, 100], 'mg', ['bedtime'], 'oral', 'tramadol'),
	drug('tramadol', 'Ultram', [50, 100], 'mg', ['q6', 'needed'], 'oral', 'trazodone'),
	drug('gabapentin', 'Neurontin', [100, 300, 600], 'mg', ['thrice', 'bedtime']),
	drug('pregabalin', 'Lyrica', [50, 75, 150], 'mg', ['twice']),
	drug('quetiapine', 'Seroquel', [25, 50, 100], 'mg', ['bedtime'], 'oral', 'olanzapine'),
	drug('risperidone', 'Risperdal', [0.5, 1, 2], 'mg', ['bedtime', 'twice'], 'oral', 'ropinirole'),
	drug('ropinirole', 'Requip', [0.25, 0.5, 1], 'mg', ['thrice', 'bedtime'], 'oral', 'risperidone'),
	drug('levetiracetam', 'Keppra', [500, 750, 1000], 'mg', ['twice'], 'oral', 'lamotrigine'),
	drug(
		'lamotrigine',
		'Lamictal',
		[25, 100, 200],
		'mg',
		['daily', 'twice'],
		'oral',
		'levetiracetam',
	),
	drug('carbamazepine', 'Tegretol', [200, 400], 'mg', ['twice'], 'oral', 'oxcarbazepine'),
	drug('omeprazole', 'Prilosec', [20, 40], 'mg', ['daily'], 'oral', 'esomeprazole'),
	drug('pantoprazole', 'Protonix', [20, 40], 'mg', ['daily', 'twice']),
	drug('famotidine', 'Pepcid', [20, 40], 'mg', ['twice', 'bedtime']),
	drug('ondansetron', 'Zofran', [4, 8], 'mg', ['needed', 'q8']),
	drug('amoxicillin', undefined, [500, 875], 'mg', ['twice', 'thrice'], 'oral', 'ampicillin'),
	drug('cephalexin', 'Keflex', [250, 500], 'mg', ['four', 'q6'], 'oral', 'cefaclor'),
	drug('doxycycline', undefined, [100], 'mg', ['twice'], 'oral', 'minocycline'),
	drug('azithromycin', 'Zithromax', [250, 500], 'mg', ['daily'], 'oral', 'erythromycin'),
	drug('levofloxacin', 'Levaquin', [250, 500, 750], 'mg', ['daily'], 'oral', 'levetiracetam'),
	drug('ciprofloxacin', 'Cipro', [250, 500], 'mg', ['twice', 'q12'], 'oral', 'cephalexin'),
	drug('nitrofurantoin', 'Macrobid', [50, 100], 'mg', ['twice']),
	drug('metronidazole', 'Flagyl', [250, 500], 'mg', ['thrice', 'q8'], 'oral', 'metformin'),
	drug('vancomycin', undefined, [125, 250], 'mg', ['four', 'q6']),
	drug('ceftriaxone', undefined, [1, 2], 'g', ['daily'], 'intravenous', 'cefazolin'),
	drug('enoxaparin', 'Lovenox', [40, 60, 80], 'mg', ['daily', 'twice', 'q12'], 'subcutaneous'),
	drug('digoxin', 'Lanoxin', [0.125, 0.25], 'mg', ['daily']),
	drug('amiodarone', 'Pacerone', [100, 200, 400], 'mg', ['daily', 'twice']),
	drug('diltiazem', 'Cardizem', [120, 180, 240], 'mg', ['daily']),
	drug('tamsulosin', 'Flomax', [0.4], 'mg', ['bedtime', 'daily'], 'oral', 'tacrolimus'),
	drug('finasteride', 'Proscar', [5], 'mg', ['daily'], 'oral', 'furosemide'),
	drug('allopurinol', 'Zyloprim', [100, 300], 'mg', ['daily']),
	drug('colchicine', undefined, [0.6], 'mg', ['daily', 'twice']),
	drug('potassium chloride', 'Klor-Con', [10, 20, 40], 'mEq', ['daily', 'twice']),
	drug('acetaminophen', 'Tylenol', [325, 500, 650], 'mg', ['q6', 'needed']),
	drug('oxycodone', undefined, [5, 10], 'mg', ['q6', 'needed'], 'oral', 'hydrocodone'),
	drug('morphine', undefined, [15, 30], 'mg', ['q12'], 'oral', 'hydromorphone'),
	drug('methotrexate', undefined, [7.5, 10, 15], 'mg', ['weekly']),
	drug('alendronate', 'Fosamax', [35, 70], 'mg', ['weekly']),
	drug('tiotropium', 'Spiriva', [18], 'mcg', ['daily'], 'inhaled'),
	drug('nitroglycerin', undefined, [0.4], 'mg', ['needed'], 'sublingual'),
	drug('lactulose', undefined, [15, 30], 'mL', ['twice', 'thrice']),
	drug('montelukast', 'Singulair', [10], 'mg', ['bedtime']),
];

export interface Analyte {
	name: string;
	/** Other words that physicians write. */
	also: readonly string[];
	loinc: string;
	unit: string;
	low: number;
	high: number;
	/** What the charts hold. */
	from: number;
	to: number;
	digits: number;
}

const lab = (
	[name, ...also]: [string, ...string[]],
	loinc: string,
	unit: string,
	[low, high]: [number, number],
	[from, to]: [number, number],
	digits: number,
): Analyte => ({ name, also, loinc, unit, low, high, from, to, digits });

export const ANALYTES: readonly Analyte[] = [
	lab(['Sodium'], '2951-2', 'mmol/L', [135, 145], [122, 152], 0),
	lab(['Potassium'], '2823-3', 'mmol/L', [3.5, 5.1], [2.8, 6.2], 1),
	lab(['Creatinine'], '2160-0', 'mg/dL', [0.6, 1.3], [0.6, 4.8], 1),
	lab(['Hemoglobin'], '718-7', 'g/dL', [12, 16], [6.6, 15.4], 1),
	lab(['White blood cell count', 'WBC'], '6690-2', '10*3/uL', [4, 11], [1.8, 24], 1),
	lab(['Platelets', 'Platelet count'], '777-3', '10*3/uL', [150, 400], [42, 510], 0),
	lab(['INR'], '6301-6', '', [0.8, 1.2], [0.9, 4.6], 1),
	lab(['Glucose'], '2345-7', 'mg/dL', [70, 110], [52, 420], 0),
	lab(['Blood urea nitrogen', 'BUN'], '3094-0', 'mg/dL', [7, 20], [6, 84], 0),
	lab(['Bicarbonate'], '2028-9', 'mmol/L', [22, 29], [12, 34], 0),
	lab(['Lactate'], '2524-7', 'mmol/L', [0.5, 2], [0.6, 7.4], 1),
	lab(['Magnesium'], '19123-9', 'mg/dL', [1.7, 2.4], [1.1, 2.9], 1),
	lab(['Phosphate'], '2777-1', 'mg/dL', [2.5, 4.5], [1.4, 6.8], 1),
	lab(['Calcium'], '17861-6', 'mg/dL', [8.6, 10.2], [6.9, 12.4], 1),
	lab(['Albumin'], '1751-7', 'g/dL', [3.5, 5], [1.9, 4.6], 1),
	lab(['ALT'], '1742-6', 'U/L', [7, 40], [9, 620], 0),
	lab(['AST'], '1920-8', 'U/L', [10, 40], [12, 540], 0),
	lab(['Alkaline phosphatase'], '6768-6', 'U/L', [40, 120], [38, 480], 0),
	lab(['Total bilirubin'], '1975-2', 'mg/dL', [0.2, 1.2], [0.3, 9.6], 1),
	lab(['Troponin T', 'Troponin'], '67151-1', 'ng/L', [0, 14], [5, 980], 0),
	lab(['BNP'], '30934-4', 'pg/mL', [0, 100], [40, 2400], 0),
	lab(['C-reactive protein', 'CRP'], '1988-5', 'mg/L', [0, 5], [2, 240], 0),
	lab(['Procalcitonin'], '33959-8', 'ng/mL', [0, 0.1], [0.05, 18], 2),
	lab(['Hemoglobin A1c', 'A1c'], '4548-4', '%', [4, 5.6], [5.2, 12.4], 1),
	lab(['TSH'], '3016-3', 'mIU/L', [0.4, 4], [0.2, 12.6], 1),
	lab(['Ferritin'], '2276-4', 'ng/mL', [30, 300], [8, 900], 0),
	lab(['Lipase'], '3040-3', 'U/L', [13, 60], [14, 1800], 0),
	lab(['Ammonia'], '16362-6', 'umol/L', [11, 35], [14, 140], 0),
	lab(['Uric acid'], '3084-1', 'mg/dL', [3.5, 7.2], [3.1, 11.8], 1),
	lab(['D-dimer'], '48065-7', 'ng/mL', [0, 500], [120, 6400], 0),
	lab(['Vitamin B12'], '2132-9', 'pg/mL', [200, 900], [110, 980], 0),
];

/** Diagnoses without a side. */
export const PROBLEMS: readonly string[] = [
	...['Pneumonia', 'Heart failure', 'Atrial fibrillation', 'Acute kidney injury', 'Sepsis'],
	...['Urinary tract infection', 'Chronic obstructive pulmonary disease', 'Pulmonary embolism'],
	...['Type 2 diabetes mellitus', 'Hypertension', 'Hyponatremia', 'Gastrointestinal bleeding'],
	...['Acute pancreatitis', 'Cirrhosis', 'Anemia', 'Delirium', 'Hyperkalemia', 'Asthma'],
	...['Coronary artery disease', 'Hypothyroidism', 'Chronic kidney disease', 'Gout', 'Epilepsy'],
	...['Diverticulitis', 'Influenza', 'Migraine', 'Parkinson disease', 'Osteoporosis', 'Syncope'],
];

/** Diagnoses that have a side. */
export const SIDED: readonly string[] = [
	...['femoral neck fracture', 'pleural effusion', 'lower leg cellulitis', 'hip osteoarthritis'],
	...['renal mass', 'middle cerebral artery stroke', 'deep vein thrombosis of the leg'],
	...['ankle fracture', 'knee effusion', 'pneumothorax', 'hydronephrosis'],
];

export const PROCEDURES: readonly string[] = [
	...['Coronary angiography', 'Upper endoscopy', 'Colonoscopy', 'Transthoracic echocardiogram'],
	...['Lumbar puncture', 'Paracentesis', 'Bronchoscopy', 'Hemodialysis', 'Blood transfusion'],
	...['Laparoscopic cholecystectomy', 'Appendectomy', 'Cardioversion', 'Pacemaker implantation'],
];

export const SIDED_PROCEDURES: readonly string[] = [
	...['Total hip replacement', 'Thoracentesis', 'Knee arthroscopy', 'Carotid endarterectomy'],
];

export const ALLERGENS: readonly string[] = [
	...['Penicillin', 'Sulfonamide', 'Latex', 'Iodinated contrast', 'Codeine', 'Peanut'],
	...['Shellfish', 'Cefazolin', 'Bee venom', 'Adhesive tape', 'Ibuprofen'],
];
export const REACTIONS: readonly string[] = [
	'Rash',
	'Anaphylaxis',
	'Hives',
	'Nausea',
	'Angioedema',
];

export const PENDING: readonly string[] = [
	...['Blood culture', 'Urine culture', 'Surgical pathology', 'Sputum culture'],
	...['Thyroid antibodies', 'Stool culture', 'Bone marrow biopsy', 'Serum protein electrophoresis'],
];

export const CLINICS: readonly string[] = [
	...['Cardiology', 'Nephrology', 'Pulmonology', 'Orthopedics', 'Gastroenterology', 'Neurology'],
	...['Endocrinology', 'Primary care', 'Vascular surgery', 'Wound care'],
];

export const DISPOSITIONS: ReadonlyArray<readonly [code: string, display: string]> = [
	['home', 'Home'],
	['snf', 'Skilled nursing facility'],
	['rehab', 'Rehabilitation'],
	['hosp', 'Hospice'],
	['long', 'Long-term care'],
];

export const GIVEN_FEMALE = ['Ada', 'Berta', 'Clara', 'Dora', 'Edith', 'Frieda'];
export const GIVEN_MALE = ['Adam', 'Bruno', 'Conrad', 'David', 'Emil', 'Frank'];
export const FAMILY = ['Zztest', 'Zzsample', 'Zzexample', 'Zztrial', 'Zzmock'];
