"""Titles of many kinds, with every sign that people write differently."""

TITLES = """
Women's health
Crohn’s disease
Children's outpatients
Carers’ leave
Parkinson's nurses’ handbook
Home CO₂ monitors
Vitamin B₁₂ injections
BMI (kg/m²)
Inﬂammation of the ﬁngers
Met­for­min
Strep A
Strep B
Influenza A
Influenza B
Hepatitis A vaccine
Hepatitis B vaccine
Hepatitis C
Vitamin A
Vitamin B
Bipolar I disorder
Bipolar II disorder
WHO guidelines
Guidelines
ME/CFS symptoms
Symptoms
IT help
Help
Contact IT
Contact us
AS symptoms
What is asthma?
Asthma
Who is it for?
COVID-19
COVID-19 vaccine
Type 2 diabetes
Type 1 diabetes
X-ray
Co-amoxiclav
Paracetamol 500 mg tablets
Paracetamol 120 mg/5 ml
Insulin 10 units
Insulin 100units
10,000 steps
1,000 lives
RSV2
HbA1c
Anti-depressants
Needlestick injuries
Needle exchange
Smear test
Health care for under-fives
Healthcare
Call 0300 123 4567
Call 029 2087 7959
A&E
Accident & emergency (A&E)
Voice & tone
GP (general practitioner)
A to Z
Drug-drug interactions
Up-to-date check-ups
Follow-up after a stroke
Out-patients
Outpatient physiotherapy
Post-traumatic stress disorder (PTSD)
Tooth decay
Milk teeth
Foot care
Diagnosis
Crises
Do not attempt CPR
-40 °C freezers
Flu – what to do
Flu: 5-a-day
"Fit note" rules
The “sick note” and you
24/7 care
1st, 2nd and 3rd trimesters
£10 vouchers
50% of us
C. difficile
E. coli O157
H1N1
5G & health
Café hours
Naïve patients
Gŵyl Ddewi
Iechyd a lles
Tŷ bach
Cœliac disease
Straße und Weg
St John's wort
O'Brien ward
Rock 'n' roll in ward 9
Dr Ann Jones-Evans
Nil by mouth
Not for resuscitation
To be or not to be
Over the counter
Before and after
Down's syndrome
Down
About us
Us
Find us
9
111
999
""".strip().splitlines()
