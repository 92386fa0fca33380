/** Procedures and studies by their names; each line is one thing. */
export const PROCEDURES: readonly string[] = `
coronary artery bypass graft|cabg|coronary bypass|bypass surgery|coronary artery bypass grafting|coronary artery bypass
percutaneous coronary intervention|pci|coronary stent|stent placement|angioplasty|stenting
cardiac catheterization|left heart catheterization|coronary angiography|coronary angiogram|cath|heart catheterization
right heart catheterization
echocardiogram|echocardiography|echo|tte|transthoracic echocardiogram|transthoracic echocardiography
transesophageal echocardiogram|tee
electrocardiogram|ecg|ekg|electrocardiography
cardioversion|electrical cardioversion
ablation|catheter ablation
pacemaker|pacemaker placement|pacemaker implantation|pacemaker insertion
defibrillator|icd placement|implantable cardioverter defibrillator
valve replacement
aortic valve replacement|tavr
mitral valve replacement
stress test|nuclear stress test|exercise stress test
ct|computed tomography|ct scan|cat scan
mri|magnetic resonance imaging|mr imaging|mri scan
mra
ct angiography|cta|ct angiogram
ultrasound|ultrasonography|sonogram|us
chest x ray|cxr|chest radiograph|plain chest x ray|chest xray|chest film|radiography of chest
x ray|xray|radiograph|plain film
pet scan|pet ct
dexa scan|bone density scan
mammogram|mammography
colonoscopy
endoscopy|egd|esophagogastroduodenoscopy|upper endoscopy|upper gastrointestinal endoscopy
ercp|endoscopic retrograde cholangiopancreatography
sigmoidoscopy
bronchoscopy
cystoscopy
laparoscopy
arthroscopy
laryngoscopy
thoracentesis
paracentesis
lumbar puncture|spinal tap
arthrocentesis
biopsy
bone marrow biopsy
appendectomy|laparoscopic appendectomy|appendicectomy
cholecystectomy|laparoscopic cholecystectomy
colectomy
mastectomy
lumpectomy
hysterectomy
nephrectomy
prostatectomy
splenectomy
thyroidectomy
tonsillectomy
gastrectomy
lobectomy
craniotomy
laparotomy|exploratory laparotomy
thoracotomy
tracheostomy
colostomy
ileostomy
gastrostomy|peg placement|peg tube placement
amputation
below knee amputation
above knee amputation
hip replacement|total hip arthroplasty|total hip replacement|hip arthroplasty|tha
knee replacement|total knee arthroplasty|total knee replacement|knee arthroplasty|tka
open reduction internal fixation|orif|open reduction and internal fixation|internal fixation
hernia repair|herniorrhaphy
cesarean section|c section|cesarean delivery
hemodialysis|dialysis|renal dialysis
peritoneal dialysis
transfusion|blood transfusion|red blood cell transfusion|prbc transfusion|packed red blood cell transfusion
plasmapheresis
intubation|endotracheal intubation|intubated
mechanical ventilation|ventilator support
bipap
cpap
noninvasive ventilation|non invasive ventilation
extubation|extubated
central line placement|central venous catheter placement|central line
picc placement|picc line|picc
arterial line placement
chest tube placement|chest tube|tube thoracostomy
foley catheter|urinary catheterization|urinary catheter
incision and drainage|i d|i and d
debridement|wound debridement
skin graft
suture|laceration repair
reduction
casting
splinting
spinal fusion|laminectomy|lumbar fusion
kyphoplasty|vertebroplasty
thrombectomy|mechanical thrombectomy
thrombolysis
endarterectomy|carotid endarterectomy
embolization
ivc filter|ivc filter placement|inferior vena cava filter
transplantation|transplant
liver transplant
kidney transplant
radiation therapy|radiotherapy
cardiopulmonary resuscitation|cpr
physical therapy|physiotherapy|physical therapy evaluation
occupational therapy
speech therapy|swallow evaluation|swallow study
electroencephalogram|eeg
electromyography|emg
pulmonary function test|pft|spirometry
cataract surgery
vaccination|immunization
surgery|operation
wound care
oxygen therapy|supplemental oxygen
doppler|venous doppler|venous duplex|duplex ultrasound|duplex
holter monitor|event monitor
drain placement
nephrostomy|percutaneous nephrostomy
ureteral stent|ureteral stent placement
lithotripsy
sentinel node biopsy
fistula creation
fasciotomy
culture
blood culture
urine culture
sputum culture
wound culture
stool culture
pathology|surgical pathology
cytology
`
	.trim()
	.split('\n');

/** Endings by which a word is a procedure, even one that no list has. */
export const PROCEDURE_ENDINGS: readonly string[] =
	'ectomy otomy ostomy oscopy plasty centesis graphy gram pexy desis tripsy rrhaphy lysis pheresis'.split(
		' ',
	);

export const NO_PROCEDURE = new Set(
	'program diagram gram milligram microgram kilogram nanogram picogram telegram biography geography paralysis analysis urinalysis rhabdomyolysis hemolysis anatomy autonomy milligrams grams dichotomy econometry'.split(
		' ',
	),
);

/** Studies and treatments that a draft may name as what showed a thing, when a report of the chart is cited for it. */
export const SITES: readonly string[] = `
head|cranial|brain|cerebral|skull|intracranial
face|facial
eye|ocular|orbital
ear|auricular
nose|nasal
mouth|oral cavity
throat|pharynx|pharyngeal
neck|cervical
shoulder
arm|upper extremity|brachial
elbow
forearm
radius|radial
ulna|ulnar
wrist|carpal
hand
finger|digit
thumb
chest|thorax|thoracic
breast|mammary
lung|pulmonary
lobe
upper lobe
lower lobe
middle lobe
lung base|bibasilar|basilar|base
pleura|pleural
heart|cardiac|myocardial|coronary
abdomen|abdominal|belly
stomach|gastric
liver|hepatic
gallbladder|biliary
pancreas|pancreatic
spleen|splenic
kidney|renal
bladder
colon|colonic|bowel|intestine|intestinal
rectum
prostate
uterus|uterine
ovary|ovarian
pelvis|pelvic
groin|inguinal
hip
femur|femoral|thigh
knee|patella
leg|lower extremity|lower limb
calf
tibia|tibial|shin
fibula|fibular
ankle|malleolus
foot|pedal
toe|hallux
heel|calcaneus
back
lumbar
spine|spinal|vertebra|vertebral
sacrum|sacral
buttock|gluteal
skin|cutaneous
bone
joint
rib|costal
clavicle
humerus|humeral
sternum
flank
upper quadrant
lower quadrant
temporal
frontal
parietal
occipital
basal ganglia
carotid
aorta|aortic
popliteal
jugular
subclavian
axilla|axillary
scalp
jaw|mandible
tongue
esophagus|esophageal
duodenum|duodenal
testis|testicular
ureter|ureteral
appendix
thyroid
`
	.trim()
	.split('\n');

/** Specialties and offices of follow-up. */
export const SPECIALTIES: readonly string[] = `
primary care|pcp|primary care physician|primary care provider|family medicine|family doctor|family physician|general practitioner|gp|primary care doctor|primary care clinic|general medicine
internal medicine|internist
cardiology|cardiologist|heart clinic|heart failure clinic
pulmonology|pulmonologist|pulmonary clinic|pulmonary medicine|respiratory medicine
nephrology|nephrologist|renal clinic|kidney clinic
endocrinology|endocrinologist|diabetes clinic
gastroenterology|gastroenterologist|gi clinic
neurology|neurologist|stroke clinic
neurosurgery|neurosurgeon
oncology|oncologist|hematology oncology|cancer center
hematology|hematologist
infectious disease|infectious diseases|id clinic
rheumatology|rheumatologist
urology|urologist
orthopedics|orthopedic surgery|orthopedic surgeon|orthopaedics|orthopedic clinic|ortho|orthopedist|orthopaedic surgery
general surgery|surgeon|surgery clinic|surgical clinic
vascular surgery|vascular surgeon
thoracic surgery|cardiothoracic surgery
plastic surgery
ophthalmology|ophthalmologist|eye clinic
otolaryngology|ent|ent clinic
dermatology|dermatologist
psychiatry|psychiatrist|mental health|behavioral health
psychology|psychologist
obstetrics|gynecology|ob gyn|obgyn|gynecologist
pediatrics|pediatrician
geriatrics|geriatrician
palliative care|palliative medicine
pain clinic|pain management
physical medicine|rehabilitation medicine
wound clinic|wound care clinic|wound care|wound center|wound care center|wound care nurse
anticoagulation clinic|coumadin clinic|warfarin clinic|inr clinic
dentist|dentistry|dental clinic
podiatry|podiatrist
radiology|radiologist|interventional radiology
home health|home health nursing|visiting nurse
dietitian|nutritionist|nutrition
social work|social worker
case management|case manager
allergy clinic|allergist|immunology
transplant clinic
dialysis center|dialysis unit
cardiac rehabilitation|cardiac rehab|cardiac rehabilitation program
pulmonary rehabilitation
sleep clinic|sleep medicine
emergency medicine
critical care medicine|intensivist
hospitalist|hospital medicine
`
	.trim()
	.split('\n');

/** Where a patient goes. Each line is one place; the first word names it. */
export const DISPOSITIONS: readonly string[] = `
home|private residence|own home|residence|house|self care|home or self care
home with home health|home health care|home with services|home health services|home care|home under care of organized home health service|home with home health care|home health
skilled nursing facility|snf|nursing facility|subacute rehab
nursing home|long term care|long term care facility|nursing care facility
rehabilitation facility|acute rehab|inpatient rehabilitation|rehab|rehabilitation|inpatient rehab|rehabilitation hospital|rehab facility|acute rehabilitation
long term acute care|ltach|ltac
hospice|hospice care|home hospice|inpatient hospice
assisted living|assisted living facility
against medical advice|ama
another hospital|other hospital|acute care hospital|other healthcare facility|short term hospital|outside hospital|another acute care hospital|another facility
psychiatric facility|psychiatric hospital
shelter|homeless shelter
group home
jail|law enforcement|correctional facility|prison
expired|died|deceased|passed away
`
	.trim()
	.split('\n');

export const CODE_STATUSES: ReadonlyArray<readonly [string, string]> = [
	[
		'full',
		'full code|full resuscitation|attempt resuscitation|for full resuscitation|attempt cpr|code status full|full code status|wants resuscitation|full treatment',
	],
	[
		'no-resuscitation',
		'dnr|do not resuscitate|do not attempt resuscitation|dnar|no cpr|not for resuscitation|no resuscitation|do not attempt cpr|no code|allow natural death|and status|not for attempted cardiopulmonary resuscitation',
	],
	['no-intubation', 'dni|do not intubate|no intubation'],
	['comfort', 'comfort measures only|comfort care only|cmo|comfort care|comfort measures'],
	[
		'limited',
		'limited code|partial code|limited treatment|selective treatment|limited resuscitation|limited interventions|modified code',
	],
];

export const VACCINES: readonly string[] = `
influenza vaccine|flu vaccine|flu shot|influenza vaccination|influenza immunization|influenza shot|seasonal influenza vaccine
pneumococcal vaccine|pneumonia vaccine|pneumovax|prevnar|pneumococcal vaccination|pneumonia shot
covid 19 vaccine|covid vaccine|covid 19 vaccination|coronavirus vaccine|sars cov 2 vaccine|covid shot|covid booster
tetanus vaccine|tdap|tdap vaccine|tetanus shot|tetanus booster|td vaccine|tetanus diphtheria vaccine
shingles vaccine|zoster vaccine|shingrix|shingles vaccination
hepatitis b vaccine|hepatitis b vaccination
hepatitis a vaccine
mmr vaccine|mmr|measles vaccine
rsv vaccine|respiratory syncytial virus vaccine
hpv vaccine
meningococcal vaccine
varicella vaccine
`
	.trim()
	.split('\n');

/** Substances that people are allergic to, beside medicines. */
export const ALLERGENS: readonly string[] = `
penicillin|penicillins|pcn
sulfa|sulfonamides|sulfonamide|sulfa drugs|sulfa antibiotics|sulphonamides
cephalosporins|cephalosporin
latex|natural rubber latex
iodinated contrast|contrast|contrast dye|iv contrast|iodine contrast|contrast media|radiocontrast|iodinated contrast media
iodine|povidone iodine
shellfish
shrimp
crab
lobster
fish
peanut|peanuts
tree nut|tree nuts|nuts
walnut
cashew
almond
egg|eggs
milk|dairy|cow milk|lactose
soy|soya
wheat|gluten
sesame
strawberry|strawberries
kiwi
banana
tomato
chocolate
bee venom|bee stings|bee sting|wasp venom|insect stings|hymenoptera
pollen|grass pollen|tree pollen|ragweed
dust mite|dust mites|house dust mite|dust
cat dander|cat hair|cats
dog dander|dogs
pet dander|animal dander
mold|mould
adhesive|adhesive tape|tape|surgical tape
nickel
nsaids|nonsteroidal anti inflammatory drugs
opioids|opiates
statins
ace inhibitors
aspirin
codeine
morphine
fluoroquinolones|quinolones
macrolides
tetracyclines
local anesthetics
anesthesia
perfume|fragrance
chlorhexidine
`
	.trim()
	.split('\n');
