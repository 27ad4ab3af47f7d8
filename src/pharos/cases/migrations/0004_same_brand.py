"""A case, its customer, its team and its conversations are of one brand.

Foreign keys are checked by the owner, whom row-level security does not bind, so without these a
row could point into another brand.
"""

from django.db import migrations

SAME_BRAND = """
ALTER TABLE people_team ADD CONSTRAINT team_with_brand UNIQUE (id, brand_id);
ALTER TABLE cases_case ADD CONSTRAINT case_with_brand UNIQUE (id, brand_id);
ALTER TABLE cases_case ADD CONSTRAINT case_customer_same_brand
    FOREIGN KEY (customer_id, brand_id) REFERENCES people_customer (id, brand_id);
ALTER TABLE cases_case ADD CONSTRAINT case_team_same_brand
    FOREIGN KEY (team_id, brand_id) REFERENCES people_team (id, brand_id);
ALTER TABLE cases_conversation ADD CONSTRAINT conversation_case_same_brand
    FOREIGN KEY (case_id, brand_id) REFERENCES cases_case (id, brand_id);
ALTER TABLE cases_conversation ADD CONSTRAINT conversation_customer_same_brand
    FOREIGN KEY (customer_id, brand_id) REFERENCES people_customer (id, brand_id);
"""
ANY_BRAND = """
ALTER TABLE cases_conversation DROP CONSTRAINT conversation_customer_same_brand;
ALTER TABLE cases_conversation DROP CONSTRAINT conversation_case_same_brand;
ALTER TABLE cases_case DROP CONSTRAINT case_team_same_brand;
ALTER TABLE cases_case DROP CONSTRAINT case_customer_same_brand;
ALTER TABLE cases_case DROP CONSTRAINT case_with_brand;
ALTER TABLE people_team DROP CONSTRAINT team_with_brand;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_desk_heads"), ("people", "0001_initial")]
    operations = [migrations.RunSQL(SAME_BRAND, ANY_BRAND, elidable=False)]
