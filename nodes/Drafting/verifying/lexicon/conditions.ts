/**
 * Diseases and findings by their names; each line is one thing. A name that the chart has means the
 * other names of its line as well; a name that the chart does not have is an invented diagnosis.
 */
export const CONDITIONS: readonly string[] = `
heart failure|congestive heart failure|chf|hf|cardiac failure
systolic heart failure|hfref|heart failure with reduced ejection fraction
diastolic heart failure|hfpef|heart failure with preserved ejection fraction
atrial fibrillation|afib|a fib|af
atrial flutter|aflutter
supraventricular tachycardia|svt
ventricular tachycardia|vt|vtach
ventricular fibrillation|vfib
coronary artery disease|cad|ischemic heart disease|coronary heart disease|atherosclerotic heart disease
myocardial infarction|heart attack|mi
acute myocardial infarction|ami
nstemi|non st elevation myocardial infarction|non st segment elevation myocardial infarction|acute non st segment elevation myocardial infarction
stemi|st elevation myocardial infarction|st segment elevation myocardial infarction|acute st segment elevation myocardial infarction
acute coronary syndrome|acs
unstable angina
angina|angina pectoris
cardiomyopathy
aortic stenosis
aortic dissection
aortic aneurysm
abdominal aortic aneurysm|aaa
mitral regurgitation
mitral stenosis
endocarditis|infective endocarditis
pericarditis
myocarditis
pericardial effusion
cardiac tamponade
cardiac arrest
cardiogenic shock
heart block|av block|atrioventricular block
bradycardia
tachycardia
palpitations
hypertension|htn|high blood pressure|essential hypertension|hypertensive disorder|elevated blood pressure
hypertensive emergency
hypertensive urgency
hypotension|low blood pressure
orthostatic hypotension
hyperlipidemia|hld|dyslipidemia|high cholesterol|hypercholesterolemia|hyperlipidaemia
peripheral arterial disease|pad|peripheral vascular disease|pvd
deep vein thrombosis|dvt|deep venous thrombosis
pulmonary embolism|pe|pulmonary embolus|pulmonary emboli
venous thromboembolism|vte
thrombophlebitis
varicose veins
stroke|cva|cerebrovascular accident|brain attack
ischemic stroke|cerebral infarction
transient ischemic attack|tia
intracranial hemorrhage|ich|intracerebral hemorrhage|brain bleed
subarachnoid hemorrhage|sah
subdural hematoma|sdh|subdural hemorrhage
epidural hematoma
pneumonia|pna|lung infection
community acquired pneumonia|cap
hospital acquired pneumonia|hap
aspiration pneumonia
viral pneumonia
bacterial pneumonia
chronic obstructive pulmonary disease|copd|chronic obstructive lung disease
copd exacerbation|acute exacerbation of copd|exacerbation of copd|acute exacerbation of chronic obstructive pulmonary disease|aecopd
asthma|bronchial asthma
asthma exacerbation|exacerbation of asthma|acute exacerbation of asthma
bronchitis
acute bronchitis
bronchiolitis
bronchiectasis
pulmonary fibrosis
interstitial lung disease|ild
pulmonary hypertension
pulmonary edema|pulmonary oedema
pulmonary nodule|lung nodule
pleural effusion|pleural effusions
empyema
pneumothorax|collapsed lung
pneumomediastinum
atelectasis
consolidation|lung consolidation
opacity|infiltrate|opacification
nodule
lung mass
mass
lesion
lymphadenopathy
cardiomegaly|enlarged heart
respiratory failure|resp failure
acute respiratory failure
hypoxia|hypoxemia|low oxygen
hypercapnia
ards|acute respiratory distress syndrome
respiratory distress
sleep apnea|obstructive sleep apnea|osa|obstructive sleep apnoea
covid 19|covid|coronavirus disease 2019|sars cov 2 infection|disease caused by severe acute respiratory syndrome coronavirus 2
influenza|flu
tuberculosis|tb
pertussis
upper respiratory infection|uri|upper respiratory tract infection
sinusitis
pharyngitis
tonsillitis
otitis media
acute kidney injury|aki|acute renal failure|arf|acute kidney failure
chronic kidney disease|ckd|chronic renal failure|chronic renal insufficiency|chronic renal disease
end stage renal disease|esrd|end stage kidney disease|eskd
nephrolithiasis|kidney stone|renal calculus|kidney calculus|renal stone
hydronephrosis
pyelonephritis|kidney infection
acute pyelonephritis
glomerulonephritis
nephrotic syndrome
urinary tract infection|uti|urinary infection
cystitis
urosepsis
urinary retention
urinary incontinence
hematuria
proteinuria
benign prostatic hyperplasia|bph|prostate enlargement|benign prostatic hypertrophy
prostatitis
diabetes|diabetes mellitus|dm
type 2 diabetes|type 2 diabetes mellitus|diabetes mellitus type 2|dm2|t2dm|dmii|type ii diabetes|diabetes type 2|dm type 2|diabetes mellitus type ii
type 1 diabetes|type 1 diabetes mellitus|diabetes mellitus type 1|dm1|t1dm|type i diabetes
diabetic ketoacidosis|dka
hyperosmolar hyperglycemic state|hhs
hypoglycemia|low blood sugar
hyperglycemia
diabetic neuropathy
diabetic nephropathy
diabetic retinopathy
hypothyroidism
hyperthyroidism
thyroiditis
adrenal insufficiency
cushing syndrome
hyperkalemia|high potassium
hypokalemia|low potassium
hyponatremia|low sodium level
hypernatremia
hypocalcemia
hypercalcemia
hypomagnesemia
hypophosphatemia
metabolic acidosis
lactic acidosis
metabolic alkalosis
rhabdomyolysis
dehydration|volume depletion|hypovolemia
fluid overload|volume overload|hypervolemia
malnutrition
obesity
morbid obesity
failure to thrive
anemia|anaemia
iron deficiency anemia|iron deficiency anaemia
sickle cell disease
sickle cell crisis
thrombocytopenia|low platelets
leukocytosis
leukopenia
neutropenia
neutropenic fever|febrile neutropenia
pancytopenia
coagulopathy
hemophilia
disseminated intravascular coagulation|dic
sepsis
septic shock
severe sepsis
bacteremia
bloodstream infection
cellulitis|skin infection
abscess
osteomyelitis
septic arthritis
necrotizing fasciitis
diabetic foot ulcer
pressure ulcer|pressure injury|decubitus ulcer|bedsore
wound infection|surgical site infection
mrsa infection|mrsa
clostridioides difficile|c difficile|c diff|clostridium difficile|clostridioides difficile infection|c difficile colitis|clostridium difficile infection
gastroenteritis
gastritis
gastroparesis
gastroesophageal reflux disease|gerd|acid reflux|reflux|gastro oesophageal reflux disease|gastroesophageal reflux
peptic ulcer disease|pud|peptic ulcer
gastric ulcer
duodenal ulcer
esophagitis
esophageal varices
barrett esophagus
gastrointestinal bleeding|gi bleed|gib|gastrointestinal hemorrhage|gi bleeding|gastrointestinal bleed
upper gastrointestinal bleeding|upper gi bleed|ugib
lower gastrointestinal bleeding|lower gi bleed|lgib
melena
hematochezia
hematemesis
diverticulitis
diverticulosis
appendicitis
cholecystitis
acute cholecystitis
cholelithiasis|gallstones|gallstone
choledocholithiasis
cholangitis
pancreatitis
acute pancreatitis
chronic pancreatitis
hepatitis
hepatitis a
hepatitis b
hepatitis c
cirrhosis|liver cirrhosis|cirrhosis of liver
hepatic encephalopathy
ascites
spontaneous bacterial peritonitis|sbp infection
peritonitis
liver failure
fatty liver|steatosis|nafld
crohn disease|crohns disease
ulcerative colitis
colitis
ischemic colitis
inflammatory bowel disease|ibd
irritable bowel syndrome|ibs
small bowel obstruction|sbo|bowel obstruction|intestinal obstruction
ileus
hernia
inguinal hernia
hiatal hernia
volvulus
hemorrhoids
anal fissure
perforation
constipation
diarrhea|diarrhoea
nausea
vomiting|emesis
abdominal pain|belly pain|stomach pain
dysphagia
jaundice
epilepsy
seizure|seizures|convulsion
status epilepticus
migraine
headache
dementia
alzheimer disease|alzheimers
parkinson disease|parkinsons
multiple sclerosis
myasthenia gravis
guillain barre syndrome
als|amyotrophic lateral sclerosis
meningitis
encephalitis
encephalopathy
delirium|acute confusion
confusion|altered mental status|ams|disorientation
syncope|fainting|passed out|loss of consciousness
vertigo
dizziness|lightheadedness
neuropathy
peripheral neuropathy
radiculopathy
sciatica
spinal stenosis
hemiparesis
hemiplegia
aphasia
weakness
numbness
depression|major depressive disorder|mdd|depressive disorder
anxiety|anxiety disorder|generalized anxiety disorder
bipolar disorder
schizophrenia
psychosis
ptsd|post traumatic stress disorder
suicidal ideation
insomnia
alcohol use disorder|alcohol abuse|alcohol dependence|alcoholism
alcohol withdrawal
opioid use disorder|opioid dependence
substance abuse
tobacco use|tobacco use disorder|nicotine dependence|smoker
overdose
osteoarthritis|degenerative joint disease|djd|oa
rheumatoid arthritis
arthritis
gout
osteoporosis
osteopenia
fracture
hip fracture
rib fracture
compression fracture
dislocation
sprain
lupus|systemic lupus erythematosus|sle
sarcoidosis
vasculitis
polymyalgia rheumatica
fibromyalgia
back pain|low back pain
joint pain|arthralgia
myalgia|muscle pain
knee pain
hip pain
shoulder pain
leg pain
neck pain
psoriasis
eczema|atopic dermatitis
dermatitis
shingles|herpes zoster
herpes simplex
hiv|hiv infection|human immunodeficiency virus
aids
malaria
measles
mumps
varicella
lyme disease
syphilis
gonorrhea
chlamydia
candidiasis
thrush
cancer|malignancy|malignant neoplasm
breast cancer|malignant neoplasm of breast
lung cancer
colon cancer|colorectal cancer
prostate cancer
pancreatic cancer
ovarian cancer
bladder cancer
kidney cancer|renal cell carcinoma
liver cancer|hepatocellular carcinoma
skin cancer
melanoma
lymphoma
leukemia
multiple myeloma|myeloma
brain tumor|glioblastoma
tumor|tumour|neoplasm
metastasis|metastases|metastatic disease
carcinoma
polyp|colon polyp
cyst
ovarian cyst
fibroid|uterine fibroids
endometriosis
preeclampsia
pregnancy|pregnant
miscarriage
ectopic pregnancy
glaucoma
cataract
macular degeneration
conjunctivitis
hearing loss
blindness
chest pain
shortness of breath|dyspnea|sob|breathlessness|dyspnoea|difficulty breathing|trouble breathing
cough
productive cough
hemoptysis
wheezing|wheeze
fever|febrile|pyrexia
chills
night sweats
fatigue|tiredness
malaise
weight loss
weight gain
edema|oedema|swelling|leg swelling
rash|skin rash
hives|urticaria
itching|pruritus
angioedema
anaphylaxis|anaphylactic reaction|anaphylactic shock
bleeding|hemorrhage|haemorrhage|bleed
hematoma
bruising
pain
dysuria
polyuria
urinary frequency
sore throat
runny nose
blurred vision
fall|falls
gait instability
trauma
head injury|traumatic brain injury|concussion
burn
bite
allergic reaction
drug reaction
wound
ulcer
infection
inflammation
obstruction
embolism
thrombosis|thrombus|blood clot|clot
ischemia
stenosis
effusion
aneurysm
shock
coma
death
organ failure
multiorgan failure
withdrawal
intoxication
poisoning
complication|complications
relapse
recurrence
reinfarction
arrhythmia|dysrhythmia
murmur
crackles
rales
tenderness
erythema
ecchymosis
hyperbilirubinemia
transaminitis
azotemia
uremia
ketosis
acidosis
alkalosis
cellulitis of leg
acute respiratory failure with hypoxia|acute hypoxic respiratory failure
lumbar strain
pulmonary contusion
hemothorax
mesenteric ischemia
splenomegaly
hepatomegaly
portal hypertension
steatohepatitis
celiac disease
lactose intolerance
anorexia
cachexia
hiccups
tinnitus
epistaxis|nosebleed
tremor
ataxia
neurosyphilis
carpal tunnel syndrome
plantar fasciitis
bursitis
tendonitis|tendinitis
rotator cuff tear
scoliosis
kyphosis
hypogonadism
polycystic ovary syndrome|pcos
menopause
hyperparathyroidism
hypoparathyroidism
pheochromocytoma
acromegaly
hemochromatosis
wilson disease
cystic fibrosis
down syndrome
autism
adhd
cerebral palsy
spina bifida
alpha 1 antitrypsin deficiency
long covid
smoke inhalation
frostbite
heat stroke
diabetes insipidus
ocular hypertension
hypothermia
hyperthermia
`
	.trim()
	.split('\n');

/** Endings by which a word is a disease or finding, even one that no list has. */
export const CONDITION_ENDINGS: readonly string[] =
	'itis osis emia aemia oma opathy pathy algia uria rrhea rrhoea rrhage plegia paresis penia megaly ectasis sclerosis stenosis lithiasis thorax cele phobia mania malacia dynia pnea pnoea cytosis philia trophy edema edemia plasia sarcoma carcinoma blastoma iasis asthenia kinesia phagia lepsy opia toxicity schisis ptosis ptysis'.split(
		' ',
	);

/** Words with such an ending that are none. */
export const NO_CONDITION = new Set(
	'diploma aroma coma basis oasis emphasis diagnosis diagnoses prognosis osmosis hypothesis synthesis telepathy empathy sympathy academia oncotype utopia cornucopia'.split(
		' ',
	),
);

/** What tells a disease from another of the same name: a chart that does not say it does not have it. */
export const QUALIFIERS = new Set(
	'acute chronic subacute severe mild moderate critical recurrent persistent progressive advanced terminal metastatic malignant benign primary secondary systolic diastolic ischemic hemorrhagic bacterial viral fungal decompensated compensated exacerbated exacerbation uncontrolled controlled poorly complicated uncomplicated refractory intermittent paroxysmal permanent community hospital aspiration nosocomial acquired congenital hereditary idiopathic traumatic pathologic displaced nondisplaced comminuted open closed infected perforated ruptured obstructing nonobstructing occlusive nonocclusive massive submassive saddle segmental subsegmental provoked unprovoked large small moderate-sized trace bilateral unilateral diffuse focal multifocal lobar patchy'.split(
		' ',
	),
);
