/** Analytes and vital signs by their names: each line is one thing, its first name the one that is shown. */
export const LABS: readonly string[] = `
sodium|na|serum sodium|na+
potassium|k|serum potassium|k+
chloride|cl|serum chloride
bicarbonate|hco3|carbon dioxide|total co2|tco2|co2 total|serum bicarbonate|co2
blood urea nitrogen|bun|urea nitrogen|urea
creatinine|cr|serum creatinine|scr|creat
glucose|blood glucose|blood sugar|serum glucose|fasting glucose|glu|sugar
calcium|ca|serum calcium
ionized calcium|ica
magnesium|mg|serum magnesium
phosphate|phosphorus|phos|po4|inorganic phosphate
egfr|estimated gfr|glomerular filtration rate|gfr|estimated glomerular filtration rate
anion gap
hemoglobin|hgb|hb|haemoglobin
hematocrit|hct|haematocrit
white blood cell count|wbc|white blood cell|white count|leukocytes|leukocyte count|white cell count|white blood count|wbc count|leucocytes
platelet count|platelet|plt|thrombocytes|platelets
red blood cell count|rbc|erythrocytes
neutrophils|neutrophil count|absolute neutrophil count|anc
lymphocytes|lymphocyte count
eosinophils|eosinophil count
mean corpuscular volume|mcv
inr|international normalized ratio|international normalised ratio
prothrombin time|pt
partial thromboplastin time|ptt|aptt|activated partial thromboplastin time
fibrinogen
d dimer|ddimer|fibrin d dimer
alanine aminotransferase|alt|alanine transaminase|sgpt
aspartate aminotransferase|ast|aspartate transaminase|sgot
alkaline phosphatase|alp|alk phos
total bilirubin|bilirubin|tbili|bili|bilirubin total
direct bilirubin|conjugated bilirubin
albumin|serum albumin
total protein
gamma glutamyl transferase|ggt
lipase
amylase
ammonia
lactate|lactic acid|serum lactate
procalcitonin|pct
c reactive protein|crp
erythrocyte sedimentation rate|esr|sed rate
troponin|troponin i|troponin t|high sensitivity troponin|hs troponin|tni|tnt|hstni
creatine kinase|ck|cpk
ck mb|ckmb
b type natriuretic peptide|bnp|brain natriuretic peptide|natriuretic peptide
nt probnp|n terminal pro bnp|probnp|nt pro bnp|natriuretic peptide b prohormone n terminal
thyroid stimulating hormone|tsh|thyrotropin
free t4|free thyroxine|ft4
hemoglobin a1c|hba1c|a1c|glycated hemoglobin|glycosylated hemoglobin|hgb a1c|hemoglobin a1c hemoglobin total
ldl|ldl cholesterol|low density lipoprotein|ldl c
hdl|hdl cholesterol|high density lipoprotein
total cholesterol|cholesterol
triglycerides|triglyceride
ferritin
iron|serum iron
tibc|total iron binding capacity
transferrin saturation
vitamin b12 level|b12 level|cobalamin|b12
folate level
vitamin d level|25 hydroxyvitamin d|25 oh vitamin d
lactate dehydrogenase|ldh
haptoglobin
uric acid|urate
serum osmolality|osmolality
cortisol
psa|prostate specific antigen
arterial ph|ph|blood ph
pco2|paco2
po2|pao2
hcg|beta hcg
digoxin level
vancomycin trough|vancomycin level
tacrolimus level
phenytoin level
lithium level
urinalysis|ua
reticulocyte count|reticulocytes
vitamin k
protein creatinine ratio
`
	.trim()
	.split('\n');

export const VITALS: readonly string[] = `
blood pressure|bp|blood pressure panel|blood pressure panel with all children optional|systolic and diastolic blood pressure|b/p
systolic blood pressure|sbp|systolic|systolic bp
diastolic blood pressure|dbp|diastolic|diastolic bp
mean arterial pressure|map
heart rate|hr|pulse|pulse rate
respiratory rate|rr|respirations|resp rate
body temperature|temperature|temp|tmax|t max
oxygen saturation|spo2|o2 sat|o2 saturation|sat|sats|saturation|oxygen saturation in arterial blood|sao2|oxygen saturation in arterial blood by pulse oximetry
body weight|weight|wt|discharge weight|admission weight
body height|height|ht
body mass index|bmi
pain score|pain severity|pain level
ejection fraction|ef|lvef|left ventricular ejection fraction
glasgow coma scale|gcs
oxygen flow rate|inhaled oxygen flow rate
head circumference
`
	.trim()
	.split('\n');

/**
 * Wide adult limits, used only to see that a word of direction is plainly wrong where the chart has
 * neither a range nor a flag: potassium of 5.9 "low". A value within them is taken as normal.
 */
export const PLAIN_LIMITS: Readonly<Record<string, readonly [number, number]>> = {
	sodium: [135, 146],
	potassium: [3.5, 5.2],
	creatinine: [0.5, 1.4],
	hemoglobin: [12, 17.5],
	'platelet count': [140, 450],
	inr: [0.8, 1.2],
	'white blood cell count': [4, 11.5],
};
