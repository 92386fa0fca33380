type True = [text: string, section?: string];
type False = [text: string, cls: string, section?: string];

const lines = (text: string): string[] =>
	text
		.trim()
		.split('\n')
		.map((line) => line.trim())
		.filter(Boolean);

/** Sentences that the made-up chart bears out, in the many ways in which clinicians write. */
export const TRUE_SENTENCES: True[] = [
	...lines(`
The patient was admitted on 2026-11-02 and discharged on 2026-11-09.
Ada Testperson is a 72-year-old woman who was admitted on November 2, 2026.
She was admitted on 2 November 2026 with shortness of breath.
She is a 72 year old female with a history of hypertension and type 2 diabetes.
This 72 y/o woman with a history of HTN and T2DM presented with dyspnea.
Admission date: 11/02/2026. Discharge date: 11/09/2026.
The patient was hospitalized from November 2 to November 9, 2026.
Her length of stay was 7 days.
After a 7-day hospital stay she was discharged home.
She was discharged home on 9 November 2026.
The patient was discharged to home in the care of her family.
The attending physician was Dr. Bob Zztest.
Dr. Zztest was responsible for her care.
She was treated for community-acquired pneumonia with ceftriaxone 1 g IV every 24 hours.
She was treated with intravenous ceftriaxone for pneumonia.
Ceftriaxone 1,000 mg IV daily was given.
Discharge diagnoses: community acquired pneumonia and acute kidney injury.
Diagnoses at discharge include pneumonia and AKI.
Pulmonary embolism was ruled out.
There was no evidence of pulmonary embolism.
No PE was found.
She has no pulmonary embolism.
Heart failure was suspected.
Possible heart failure was considered.
Her asthma has resolved.
She has a history of asthma.
She has osteoarthritis of the left knee.
Past medical history: hypertension, type 2 diabetes mellitus, and left knee osteoarthritis.
Bronchoscopy was performed on 2026-11-04.
She underwent bronchoscopy on November 4.
On 11/04/2026 the patient underwent bronchoscopy.
Thoracentesis was not performed.
Thoracentesis was not done because the effusion was too small.
She underwent right knee arthroscopy on 6 November.
An arthroscopy of the right knee was performed on 2026-11-06.
Metoprolol was increased from 25 mg to 50 mg twice daily.
Metoprolol tartrate was increased to 50 mg by mouth every 12 hours.
The dose of metoprolol was changed from 25 mg twice daily to 50 mg twice daily.
Continue metformin 1000 mg by mouth twice daily.
Continue metformin 1 g PO BID.
Metformin 1,000 mg twice a day was continued.
Continue aspirin 81 mg daily and metformin 1000 mg twice daily.
Aspirin and metformin were continued.
Aspirin 81 mg once daily and levothyroxine 50 mcg every morning are unchanged.
Lisinopril was stopped.
Lisinopril 10 mg daily was discontinued because of acute kidney injury.
Her home lisinopril was stopped due to AKI.
Stop taking lisinopril.
Stopped: lisinopril 10 mg daily.
She was started on amoxicillin-clavulanate 875 mg/125 mg twice daily for 5 days.
New medications: amoxicillin/clavulanate 1 tablet by mouth twice daily for 5 days.
She was started on Augmentin, 1 tablet twice daily for 5 days.
She was discharged on acetaminophen 650 mg by mouth every 6 hours as needed for pain.
Tylenol 650 mg PO q6h PRN for pain was prescribed.
Insulin glargine 12 units subcutaneously at bedtime was started.
She was started on Lantus 12 units at bedtime.
Prednisone 40 mg daily for 5 days, then 20 mg daily for 3 days.
Prednisone was started at 40 mg once daily for 5 days, followed by 20 mg once daily for 3 days.
Levothyroxine 0.05 mg every morning was continued.
Take levothyroxine 50 micrograms by mouth every morning.
Potassium was 3.1 mmol/L on admission.
Her potassium was low at 3.1 mmol/L on 2026-11-02 and rose to 4.2 mmol/L by 2026-11-09.
On November 9, potassium was 4.2 mmol/L.
Potassium normalized.
K 3.1 on admission, 4.2 at discharge.
Creatinine peaked at 3.0 mg/dL on 2026-11-04.
Creatinine rose from 2.4 to 3.0 mg/dL and then fell to 1.1 mg/dL.
Creatinine was 2.4 mg/dL on admission and 1.1 mg/dL at discharge.
Her creatinine improved to 1.1 mg/dL on 2026-11-09.
The initial creatinine was 2.4 mg/dL, with a peak of 3 mg/dL on November 4 and 1.1 mg/dL at discharge.
WBC was 14.2 K/uL on admission and 8.1 K/uL on 2026-11-08.
The white blood cell count was elevated at 14.2 x10^3/uL.
White count fell from 14.2 to 8.1 10*9/L.
Hemoglobin was 10.4 g/dL on 2026-11-03.
Hgb 10.4 g/dL.
Blood pressure was 128/76 mmHg at discharge.
BP 128/76, HR 72.
Her temperature on admission was 38.9 °C.
Temperature was 102 °F on admission.
Chest X-ray showed right lower lobe consolidation without pleural effusion.
A chest x-ray on 2026-11-02 showed right lower lobe consolidation.
CXR showed no pleural effusion.
Sputum culture is pending at discharge.
Results pending at discharge: sputum culture.
The sputum culture was still pending.
Follow up with Dr. Cyd Zzsample in cardiology on November 20, 2026 at 10:30.
She has an appointment with cardiology on 2026-11-20 at Zztest Heart Clinic.
Cardiology follow-up is scheduled for 11/20/2026.
Follow up with primary care in 2 weeks.
Please follow up with your PCP in two weeks.
She is full code.
Code status: Full code.
She received the influenza vaccine on 2026-11-08.
A low sodium diet of 2 g per day was recommended.
Family history: her mother had breast cancer.
Her mother had breast cancer.
She lives alone and walks with a cane.
She tolerated the bronchoscopy well.
Echocardiogram found no evidence of endocarditis.
The note says "weaned to room air".
She is allergic to penicillin and latex.
Allergies: penicillin (rash), latex (hives).
Penicillin causes a rash.
She has allergies to latex and penicillin.
Ms. Testperson is a 72-year-old female who presented to the hospital on November 2, 2026 with shortness of breath.
Mrs. Testperson was admitted under the care of Dr. Bob Zztest.
The patient, a 72-year-old woman, was admitted because of shortness of breath.
She was admitted for evaluation of shortness of breath.
Presenting complaint: shortness of breath.
Reason for hospitalization: dyspnea.
The principal diagnosis was community acquired pneumonia.
Her discharge diagnoses included right-sided community acquired pneumonia and acute kidney injury.
She was diagnosed with acute kidney injury.
Her course was complicated by acute kidney injury.
Past history is notable for hypertension and diabetes.
She has known hypertension.
She does not have a pulmonary embolism.
A pulmonary embolus was excluded.
Workup was negative for pulmonary embolism.
Heart failure could not be ruled out.
Heart failure is possible but unconfirmed.
There is a suspicion of heart failure.
Asthma, resolved.
Previous asthma.
During her hospital stay, she received IV ceftriaxone.
Antibiotic therapy with ceftriaxone 1 g intravenously every 24 hours was administered from 2026-11-02 to 2026-11-06.
She received antibiotics in hospital.
Intravenous ceftriaxone was given at a dose of 1 g daily.
Ceftriaxone was given during the hospitalization only and is not to be continued.
For her blood pressure, metoprolol tartrate was increased to 50 mg twice a day (previously 25 mg twice a day).
Metoprolol 50 mg PO BID (increased from 25 mg).
The metoprolol dose was doubled.
Changed: metoprolol tartrate 50 mg by mouth twice daily (was 25 mg).
Metformin 1000 mg orally two times a day, unchanged.
She should continue taking metformin 1 g twice daily and aspirin 81 mg once a day.
Continue the following medications: metformin 1000 mg twice daily, aspirin 81 mg daily, and levothyroxine 50 mcg each morning.
The following medications were stopped: lisinopril.
The following home medications were continued: aspirin, metformin and levothyroxine.
Lisinopril (10 mg daily) was discontinued.
Do not take lisinopril.
She should no longer take lisinopril.
Lisinopril was held and not resumed.
We stopped her lisinopril because of acute kidney injury.
New: amoxicillin-clavulanate 875-125 mg, one tablet by mouth two times daily for five days.
She will take amoxicillin and clavulanate 1 tablet every 12 hours for 5 more days.
Amoxicillin-clavulanate was prescribed for pneumonia.
For pain, she may take acetaminophen 650 mg every 6 hours as needed.
As needed: acetaminophen 650 mg PO every six hours for pain.
She was given a prescription for acetaminophen 650 mg by mouth every 6 hours if needed for pain.
12 units of insulin glargine subcutaneously at bedtime was newly started.
Insulin glargine 12 units SC nightly.
Insulin glargine 12 U SQ qHS.
A prednisone taper was started: 40 mg daily for 5 days, then 20 mg daily for 3 days.
Prednisone 40 mg by mouth once daily for 5 days then 20 mg by mouth once daily for 3 days was prescribed.
50 mcg of levothyroxine is taken every morning.
Levothyroxine 50 µg in the morning was continued.
Discharge medications include metformin 1000 mg twice daily, metoprolol tartrate 50 mg twice daily, and aspirin 81 mg once daily.
She was discharged on metoprolol 50 mg twice daily.
At discharge she takes aspirin, metformin, and levothyroxine.
On admission, her medications were metformin, aspirin, lisinopril and levothyroxine.
Before admission she was taking lisinopril 10 mg once daily.
Prior to admission, she took metoprolol 25 mg twice daily.
Potassium on admission was 3.1 mmol/L (low).
Initial potassium 3.1 mmol/L; final potassium 4.2 mmol/L.
Potassium improved from 3.1 mmol/L on admission to 4.2 mmol/L at discharge.
Serum potassium increased to 4.2 mmol/L on 11/9/2026.
The last potassium before discharge was 4.2 mmol/L.
The most recent creatinine, from 2026-11-09, was 1.1 mg/dL.
Creatinine (mg/dL): 2.4 on 11/02, 3.0 on 11/04, 1.1 on 11/09.
Her creatinine was 2.4 mg/dL on 2 November, peaked at 3 mg/dL on 4 November and normalized to 1.1 mg/dL by 9 November.
Creatinine trended down to 1.1 mg/dL.
Creatinine reached a maximum of 3.0 mg/dL on November 4th, 2026.
A creatinine of 2.4 mg/dL was noted on admission.
Labs on admission were notable for a potassium of 3.1 mmol/L, creatinine of 2.4 mg/dL, and WBC of 14.2 K/uL.
On the day of discharge, creatinine was 1.1 mg/dL and potassium was 4.2 mmol/L.
WBC count decreased from 14.2 to 8.1 x10^9/L.
WBC decreased to 8.1 thousand per microliter.
Her white blood cells were 14.2 x 10^3/µL on arrival.
Vital signs at discharge: blood pressure 128/76 mmHg, heart rate 72 beats per minute.
Heart rate was 72 bpm.
Pulse 72/min, BP 128/76.
The highest temperature was 38.9 C on 2026-11-02.
She had a temperature of 38.9 degrees Celsius on admission.
A chest radiograph showed consolidation in the right lower lobe.
Imaging showed a right lower lobe consolidation and no pleural effusion.
The chest X-ray of November 2 demonstrated consolidation of the right lower lobe.
No pleural effusion was seen on chest X-ray.
Bronchoscopy was done on November 4, 2026.
On November 4 she had a bronchoscopy, and on November 6 a right knee arthroscopy.
Procedures: bronchoscopy (2026-11-04), right knee arthroscopy (2026-11-06).
Procedures performed during this admission were bronchoscopy and arthroscopy of the right knee.
A thoracentesis was considered but not performed.
Thoracentesis was deferred.
The sputum culture result was not available at the time of discharge.
Sputum culture results are still outstanding.
One test is pending: sputum culture.
She has a follow-up appointment with Dr. Zzsample (cardiology) on November 20, 2026 at 10:30 AM.
Appointment: 20 November 2026, 10:30, Zztest Heart Clinic, Dr. Cyd Zzsample.
She will be seen by Dr. Cyd Zzsample at Zztest Heart Clinic on 20 November.
An appointment has been made with cardiology on Friday, November 20, 2026.
She should see her primary care physician in 2 weeks.
Follow-up with primary care is recommended within two weeks.
She will follow up with cardiology on 11/20/2026 and with primary care in 2 weeks.
The patient's code status is full code.
She remains full code.
She was discharged home from the hospital.
She was discharged to her home.
Disposition: home.
The patient left the hospital on November 9, 2026.
Flu vaccine was given on November 8.
She was vaccinated against influenza on 2026-11-08.
Allergies: latex and penicillin.
Known allergies include penicillin, which causes a rash, and latex.
She reports an allergy to penicillin (rash) and to latex (hives).
Penicillin allergy (rash).
The patient has documented allergies to penicillin and latex.
Allergic to penicillin: rash.
Her reaction to latex is hives.
She follows a low sodium diet.
Diet: low sodium, 2 g per day.
She walks with a cane.
She was weaned to room air.
The patient lives alone.
There is a family history of breast cancer in her mother.
She was hospitalized for seven days.
Hospital course: the patient was treated for pneumonia with ceftriaxone.
Total length of stay: 7 days (November 2 to November 9, 2026).
Date of birth: May 12, 1954.
The patient was born on 1954-05-12.
On 2026-11-02, the patient (a 72-year-old woman) was admitted to the hospital for shortness of breath; she was discharged on 2026-11-09.
72-year-old female admitted 11/2/2026 with SOB.
12 units of insulin glargine are to be taken at bedtime.
3.1 mmol/L was the potassium on admission.
Patient's creatinine: 2.4 mg/dL (11/02), 3.0 mg/dL (11/04), 1.1 mg/dL (11/09).
Creatinine 2.4 → 3.0 → 1.1 mg/dL.
Her potassium, which was 3.1 mmol/L on admission, had risen to 4.2 mmol/L by discharge.
The potassium level went from 3.1 mmol/L to 4.2 mmol/L.
Between 2026-11-02 and 2026-11-09 potassium increased from 3.1 to 4.2 mmol/L.
Metoprolol tartrate was uptitrated from 25 mg BID to 50 mg BID.
The following medications were newly started: amoxicillin-clavulanate, acetaminophen, insulin glargine, and prednisone.
Medications changed: metoprolol.
Medications stopped: lisinopril.
Medications continued without change: metformin, aspirin, levothyroxine.
No changes were made to metformin, aspirin or levothyroxine.
Metformin and aspirin were continued at the same dose.
Lisinopril was discontinued, while metformin was continued.
Lisinopril was discontinued and should not be resumed.
She is to stop lisinopril and to continue metformin 1000 mg twice daily.
Ceftriaxone (1 g IV q24h) was administered for pneumonia and was not continued at discharge.
She completed ceftriaxone in the hospital.
She received 1 g of ceftriaxone intravenously every 24 hours.
She was given acetaminophen as needed for pain.
Prednisone: 40 mg daily x 5 days, then 20 mg daily x 3 days.
She was found to have acute kidney injury with a creatinine of 2.4 mg/dL.
The patient had no evidence of pulmonary embolism and underwent bronchoscopy on November 4.
Pulmonary embolism was considered and excluded.
She carries diagnoses of hypertension and type 2 diabetes mellitus.
Comorbidities include hypertension and type 2 diabetes mellitus.
Her medical history is significant for hypertension, type 2 diabetes, and osteoarthritis of the left knee.
PMH: HTN, DM2, left knee OA.
Her left knee osteoarthritis is longstanding.
The bronchoscopy of November 4, 2026 was tolerated well.
Right knee arthroscopy took place on November 6, 2026.
On hospital day 3 she underwent bronchoscopy.
Chest X-ray: right lower lobe consolidation, no pleural effusion.
Consolidation of the right lower lobe was seen on the chest X-ray.
Sputum culture: pending.
At the time of discharge, the sputum culture had not yet resulted.
Final results of the sputum culture are awaited.
The patient will need follow-up of the pending sputum culture.
Follow-up: Dr. Cyd Zzsample, Cardiology, 11/20/2026 10:30 AM, Zztest Heart Clinic.
Cardiology appointment on Nov 20 at 10:30 with Dr. Zzsample.
Follow up with cardiology (Dr. Zzsample) on 20 Nov 2026 and with primary care within 2 weeks.
Primary care follow-up in 14 days.
Resuscitation status: full code.
Patient wishes to be full code.
She is a full code.
Discharge disposition: home.
The patient was discharged to her home on 11/9/26.
Vitals at discharge: BP 128/76 mmHg, HR 72/min.
Last recorded blood pressure was 128/76.
Systolic blood pressure was 128 mmHg.
Maximum temperature 38.9 °C.
Allergies include latex and penicillin.
Penicillin: rash. Latex: hives.
She is allergic to penicillin, with a reaction of rash.
Drug allergy: penicillin.
She has a penicillin allergy.
Latex allergy (hives) is documented.
The allergies recorded are penicillin and latex.
Influenza vaccination was given on November 8, 2026.
She should follow a low sodium diet with 2 g per day.
Her mother had breast cancer, according to the notes.
As noted, she walks with a cane and lives alone.
The patient's mother had a history of breast cancer.
Dr. Bob Zztest cared for the patient during this stay.
Attending: Bob Zztest.
Admitted 11/02/2026, discharged 11/09/2026, length of stay 7 days.
LOS: 7 days.
She remained in the hospital for 7 days.
She was an inpatient for one week.
Heart failure is suspected but not confirmed.
Suspected heart failure.
Question of heart failure.
Asthma has resolved and is no longer active.
She had asthma in the past.
White blood cell count normalized to 8.1 K/uL.
WBC 14.2 → 8.1.
Leukocytes were 14.2 thousand/uL on November 2.
Hemoglobin on November 3 was 10.4 g/dL.
`).map((text): True => [text]),
	['Penicillin - rash; latex - hives.', '48765-2'],
	['Penicillin and latex.', '48765-2'],
	['Aspirin 81 mg by mouth once daily.', '10183-2'],
	['Lisinopril 10 mg by mouth once daily.', '42346-7'],
	['Pneumonia.', '11535-2'],
];

export const FALSE_SENTENCES: False[] = [
	...lines(`
date-role| The patient was admitted on 2026-11-03.
date-role| The patient was admitted on 2026-11-09 and discharged on 2026-11-02.
date-role| She was discharged on November 8, 2026.
date-role| Bronchoscopy was performed on 2026-11-06.
date-role| She underwent right knee arthroscopy on 4 November 2026.
date-role| She received the influenza vaccine on 2026-11-02.
length-of-stay| Her length of stay was 6 days.
length-of-stay| After a 9-day hospital stay she was discharged home.
person| Ada Testperson is a 74-year-old woman.
person| This 72-year-old man was admitted with shortness of breath.
person| He was admitted with shortness of breath.
person| She was admitted and his creatinine was 2.4 mg/dL.
person| The attending physician was Dr. Dan Zzother.
person| The attending physician was Dr. Cyd Zzsample.
person| Her sister had breast cancer.
diagnosis-added| She has breast cancer.
diagnosis-added| Discharge diagnoses: pneumonia, acute kidney injury and sepsis.
diagnosis-added| She has a history of hypertension and atrial fibrillation.
diagnosis-added| She developed delirium.
diagnosis-added| She was treated for aspiration pneumonia.
negation| She has pulmonary embolism.
negation| There was no evidence of pneumonia.
negation| She does not have hypertension.
negation| She denies shortness of breath.
negation| Her asthma is being treated.
negation| No acute kidney injury was seen.
negation| Chest X-ray showed right lower lobe consolidation with pleural effusion.|*
negation| Acute kidney injury was ruled out.
certainty| She has heart failure.
certainty| Community acquired pneumonia was suspected.
diagnosis-role| She has a history of pneumonia.
diagnosis-role| She was admitted for hypertension.
laterality| She has osteoarthritis of the right knee.
laterality| She underwent left knee arthroscopy on 2026-11-06.
laterality|*| Chest X-ray showed left lower lobe consolidation.
body-site| She underwent right hip arthroscopy.
body-site|*| Chest X-ray showed right upper lobe consolidation.
negation| Thoracentesis was performed.
negation| Bronchoscopy was not performed.
procedure| She underwent colonoscopy.
procedure| Bronchoscopy is planned.
dose| Continue metformin 10000 mg by mouth twice daily.
dose| Continue metformin 100 mg by mouth twice daily.
dose| Aspirin 1000 mg once daily and metformin 81 mg twice daily are unchanged.
dose| Continue aspirin 50 mg daily.
unit| Continue aspirin 81 mcg daily.
unit| Levothyroxine 50 mg every morning was continued.
unit|dose| She was started on insulin glargine 12 mg at bedtime.
dose| She was started on insulin glargine 120 units at bedtime.
dose| Ceftriaxone 1 mg IV every 24 hours was given.|*
dose| Metoprolol was increased from 50 mg to 100 mg twice daily.
dose| Prednisone 20 mg daily for 5 days, then 40 mg daily for 3 days.
route| Continue metformin 1000 mg IV twice daily.
route| Ceftriaxone 1 g by mouth every 24 hours was given.
route| Insulin glargine 12 units by mouth at bedtime was started.
frequency| Continue metformin 1000 mg by mouth once daily.
frequency| Continue aspirin 81 mg every 8 hours.
frequency| Insulin glargine 12 units subcutaneously every morning was started.
frequency| Acetaminophen 650 mg by mouth every 6 hours.
frequency| Acetaminophen 650 mg by mouth every 4 hours as needed.
frequency| Aspirin 81 mg daily as needed was continued.
duration| She was started on amoxicillin-clavulanate 1 tablet twice daily for 10 days.
drug| Metformin was stopped.
drug| Lisinopril was continued.
drug| She was started on aspirin 81 mg daily.
drug| Metoprolol was decreased to 50 mg twice daily.
drug| Metoprolol was stopped and aspirin was continued.
drug| She was discharged on lisinopril 10 mg daily.
drug| She was discharged on ceftriaxone.
drug| Amoxicillin-clavulanate was continued from home.
drug-outside| She was started on apixaban 5 mg twice daily.
drug-outside| Continue metolazone 50 mg twice daily.
drug-outside| Continue metronidazole 1000 mg by mouth twice daily.
drug-outside| She was given cefazolin 1 g IV every 24 hours.
drug-outside| She was started on zyxopril 10 mg daily.
drug-outside| She was treated with hydralazine.
drug-outside| Amoxicillin 875 mg twice daily was started.
lab-value| Potassium was 2.1 mmol/L on admission.
lab-value| Potassium was 31 mmol/L on admission.
lab-value| Creatinine was 3.1 mg/dL.
lab-value| Hemoglobin was 14.2 g/dL.
lab-value| Sodium was 140 mmol/L.
lab-unit| Potassium was 3.1 mg/dL on admission.
lab-unit| Creatinine was 2.4 mmol/L on admission.
lab-unit|lab-value| Hemoglobin was 10.4 g/L.
lab-date| Potassium was 3.1 mmol/L on 2026-11-09.
lab-date| Creatinine peaked at 3.0 mg/dL on 2026-11-02.
lab-date| Creatinine was 1.1 mg/dL on admission.
lab-date| Potassium was 3.1 mmol/L at discharge.
lab-date| Creatinine peaked at 2.4 mg/dL.
trend| Potassium fell from 3.1 to 4.2 mmol/L.
trend| Creatinine rose from 3.0 to 1.1 mg/dL.
trend| Potassium decreased during the stay.
trend|lab-value| Creatinine remained elevated at discharge, and potassium fell.
lab-value| Potassium was high at 3.1 mmol/L on admission.
lab-value| Blood pressure was 182/76 mmHg at discharge.
lab-value| Heart rate was 27.
allergy-added| She is allergic to penicillin, latex and codeine.
allergy-added| Allergies: sulfa and latex.
allergy-dropped| She has no known drug allergies.
allergy-dropped| NKDA.
allergy-dropped| No known allergies.
allergy-dropped| Allergies: penicillin.
allergy-dropped| She is not allergic to latex.
reaction| Penicillin causes anaphylaxis.
reaction| Allergies: penicillin (hives), latex (hives).
pending-dropped| No results were pending at discharge.
pending-dropped| There are no pending results.
pending-result| Blood culture is pending at discharge.
pending-result|*| Sputum culture was negative.
follow-up-invented| Follow up with Dr. Cyd Zzsample in cardiology on November 21, 2026.
follow-up-invented| She has an appointment with neurology on 2026-11-20.
follow-up-invented| Follow up with primary care in 6 weeks.
follow-up-invented| Follow up with surgery clinic in 1 week.
follow-up-invented|person| Follow up with Dr. Eve Zzunknown on 2026-11-20.
follow-up-invented| Cardiology follow-up is scheduled for 11/20/2026 at 14:30.
negation| No follow-up is needed.
code-status| She is DNR.
code-status| Code status: DNR/DNI.
disposition| She was discharged to a skilled nursing facility.
disposition| She was discharged to hospice.
quote-not-verbatim| The note says "weaned to 2 liters of oxygen".
ungrounded| The patient was comfortable.
ungrounded| Her family was present during the discussion.
*| She walked 200 feet with physical therapy.
*| She was admitted and tolerated a regular diet.
number-outside| She was admitted after 3 falls.|*
number-outside| She was discharged home with 4 visits.
*| She smokes 2 packs per day.
*| PMH: HTN, DM1, left knee OA.
*| Her right knee osteoarthritis is longstanding.
*| On hospital day 5 she underwent bronchoscopy.
*| Creatinine 2.4 → 1.1 → 3.0 mg/dL.
*| Medications changed: metformin.
*| Medications stopped: lisinopril, aspirin.
*| Medications continued without change: metformin, aspirin, lisinopril.
*| No changes were made to metformin, aspirin or metoprolol.
*| She is to continue lisinopril and to stop metformin 1000 mg twice daily.
*| Primary care follow-up in 10 days.
*| She was an inpatient for two weeks.
*| WBC 8.1 → 14.2.
*| Lisinopril was continued, while metformin was discontinued.
*| Penicillin: hives. Latex: rash.
*| Latex allergy (rash) is documented.
*| The allergies recorded are penicillin, latex and eggs.
*| The patient's father had a history of breast cancer.
*| Attending: Cyd Zzsample.
*| BP 76/128 mmHg.
*| Systolic blood pressure was 76 mmHg.
*| Pneumococcal vaccination was given on November 8, 2026.
*| She is allergic to amoxicillin.
*| Asthma is active.
*| Suspected pulmonary embolism.
*| Suspected pneumonia.
*| The patient was discharged to her home on 11/8/26.
*| Prednisone: 40 mg daily x 3 days, then 20 mg daily x 5 days.
*| Follow up with primary care (Dr. Zzsample) on 20 Nov 2026.
*| Follow up with cardiology in 2 weeks and with primary care on November 20, 2026.
*| Metoprolol was uptitrated from 25 mg BID to 50 mg TID.
*| Insulin lispro 12 units at bedtime was started.
*| She completed vancomycin in the hospital.
*| Ceftriaxone (1 g IV q24h) was administered for pneumonia and was continued at discharge.
*| She takes 81 mg of metformin.
*| She has no history of hypertension.
*| She denies a history of diabetes.
*| She has hypertension, no diabetes, and pulmonary embolism.
*| She has pneumonia, without acute kidney injury.
*| Her husband has hypertension.
*| She is on room air with oxygen saturation of 94%.
*| Sodium was normal.
*| Blood cultures grew staphylococcus.
*| She underwent dialysis.
*| She required intubation.
*| She will start physical therapy on November 15.
*| Metformin was held on admission and resumed at 500 mg twice daily.
*| Aspirin 81 mg was given intravenously.
*| Her potassium was critically high.
*| She weighs 80 kg.
`).map((line): False => {
		const parts = line.split('|').map((part) => part.trim());
		const text = parts.find((part) => /[ .]/.test(part))!;
		const classes = parts.filter((part) => part !== text);
		return [text, classes.includes('*') ? '*' : classes.join('|')];
	}),
	['Lisinopril 10 mg by mouth once daily.', 'drug', '10183-2'],
	['Hypertension.', 'diagnosis-role', '11535-2'],
	['Amoxicillin-clavulanate 1 tablet twice daily.', 'drug', '42346-7'],
];
