BEGIN TRANSACTION;
CREATE TABLE access_token (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	token_hash VARCHAR NOT NULL, 
	rights VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	last_used_at DATETIME, 
	revoked_at DATETIME, 
	CONSTRAINT pk_access_token PRIMARY KEY (id), 
	CONSTRAINT fk_access_token_account_id FOREIGN KEY(account_id) REFERENCES account (id), 
	CONSTRAINT uq_access_token_token_hash UNIQUE (token_hash)
);
INSERT INTO "access_token" VALUES(1,1,'‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL','0000000000000000000000000000000000000000000000000000000000000000','see','2026-06-01 01:00:00.000000','2026-06-10 01:00:00.000000',NULL,NULL);
CREATE TABLE account (
	id INTEGER NOT NULL, 
	email VARCHAR NOT NULL, 
	username VARCHAR, 
	password VARCHAR, 
	active BOOLEAN NOT NULL, 
	fs_uniquifier VARCHAR NOT NULL, 
	region_id INTEGER, 
	language VARCHAR NOT NULL, 
	last_login_at DATETIME, password_set_at DATETIME, failures INTEGER DEFAULT '0' NOT NULL, locked_until DATETIME, tf_primary_method VARCHAR, tf_totp_secret VARCHAR, tf_last_counter INTEGER, mf_recovery_codes JSON, 
	CONSTRAINT pk_account PRIMARY KEY (id), 
	CONSTRAINT fk_account_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT uq_account_email UNIQUE (email), 
	CONSTRAINT uq_account_fs_uniquifier UNIQUE (fs_uniquifier), 
	CONSTRAINT uq_account_username UNIQUE (username)
);
INSERT INTO "account" VALUES(1,'guan@cdc.example.cn','guan','$argon2id$1',0,'u1',1,'zh','2026-06-01 01:00:00.000000','2026-06-20 04:00:00.000000',3,'2026-06-01 01:00:00.000000',NULL,NULL,NULL,'["0000000000000000000000000000000000000000000000000000000000000000"]');
INSERT INTO "account" VALUES(2,'jian@cdc.example.cn','jian','$argon2id$2',0,'u2',1,'zh','2026-06-01 01:00:00.000000','2026-06-20 04:00:00.000000',0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "account" VALUES(3,'dong@street.example.cn','dong','$argon2id$3',0,'u3',3,'zh','2026-06-01 01:00:00.000000','2026-06-20 04:00:00.000000',0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "account" VALUES(4,'xi@cdc.example.cn','xi','$argon2id$4',0,'u4',NULL,'zh','2026-06-01 01:00:00.000000','2026-06-20 04:00:00.000000',0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "account" VALUES(5,'shen@cdc.example.cn','shen','$argon2id$5',0,'u5',NULL,'zh','2026-06-01 01:00:00.000000','2026-06-20 04:00:00.000000',0,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE account_role (
	account_id INTEGER NOT NULL, 
	role_id INTEGER NOT NULL, 
	CONSTRAINT pk_account_role PRIMARY KEY (account_id, role_id), 
	CONSTRAINT fk_account_role_account_id FOREIGN KEY(account_id) REFERENCES account (id), 
	CONSTRAINT fk_account_role_role_id FOREIGN KEY(role_id) REFERENCES role (id)
);
INSERT INTO "account_role" VALUES(1,1);
INSERT INTO "account_role" VALUES(2,2);
INSERT INTO "account_role" VALUES(3,3);
INSERT INTO "account_role" VALUES(4,4);
INSERT INTO "account_role" VALUES(5,5);
CREATE TABLE action_limit (
	id INTEGER NOT NULL, 
	index_id VARCHAR NOT NULL, 
	region_id INTEGER, 
	station_id INTEGER, 
	value VARCHAR NOT NULL, 
	set_by VARCHAR NOT NULL, 
	set_on DATE NOT NULL, 
	source VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	CONSTRAINT pk_action_limit PRIMARY KEY (id), 
	CONSTRAINT ck_action_limit_one_place CHECK ((region_id IS NULL) <> (station_id IS NULL)), 
	CONSTRAINT fk_action_limit_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT fk_action_limit_station_id FOREIGN KEY(station_id) REFERENCES station (id)
);
INSERT INTO "action_limit" VALUES(1,'trap_rate',1,NULL,'2','县爱卫办','2025-01-01','县爱卫办〔2025〕1号','2025-01-01',NULL);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0018');
CREATE TABLE "alert" (
	id INTEGER NOT NULL, 
	flag_id INTEGER NOT NULL, 
	change VARCHAR NOT NULL, 
	severity INTEGER NOT NULL, 
	raised_at DATETIME NOT NULL, 
	approved_at DATETIME, 
	approved_by VARCHAR, 
	evidence JSON NOT NULL, 
	sentence TEXT NOT NULL, 
	CONSTRAINT pk_alert PRIMARY KEY (id), 
	CONSTRAINT ck_alert_approval CHECK ((approved_at IS NULL) = (approved_by IS NULL)), 
	CONSTRAINT fk_alert_flag_id FOREIGN KEY(flag_id) REFERENCES flag (id), 
	CONSTRAINT ck_alert_change CHECK (change IN ('raised', 'worsened', 'corrected', 'cleared'))
);
INSERT INTO "alert" VALUES(1,1,'raised',2,'2026-06-20 01:00:00.000000','2026-06-01 01:00:00.000000','','{"street": "\u4e1c\u8857", "station": "\u4e1c\u8857\u83dc\u5e02\u573a", "group": "rodent", "method": "snap_trap", "index": "trap_rate", "rule": "action_limit", "start": "2026-06-12", "end": "2026-06-12", "stations": 1, "surveys": 1, "numerator": 10, "denominator": 196, "value": "250/49", "lower": 2.473421012935919, "upper": 9.182485335850728, "unit": "%", "effort": "\u6709\u6548\u5939\u6570 196 \u5939", "bound": {"value": "2", "worse": "high", "at_limit": false, "text": "\u53bf\u7231\u536b\u529e\u4e8e 2025-01-01 \u8bbe\u5b9a\u7684\u884c\u52a8\u9650\u503c\uff082%\uff1b\u4f9d\u636e\uff1a\u53bf\u7231\u536b\u529e\u30142025\u30151\u53f7\uff09", "source": "\u53bf\u7231\u536b\u529e\u30142025\u30151\u53f7", "confidence": "certain", "caution": "", "note": ""}, "companion": null, "band": null, "band_name": "", "scheme": "", "p_beyond": 0.9910370311888984, "words": "\u5f88\u53ef\u80fd\u8d85\u6807", "severity": 2, "companions": [], "raised": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 10, "denominator": 196, "companions": []}, "worst": {"window": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 10, "denominator": 196, "companions": []}, "severity": 2}, "found": [], "rechecks": [], "foreseen": null, "cause": "measured"}','东街 东街菜市场：捕获率 5.10%（有效夹数 196 夹，2026-06-12，95% 区间 2.47–9.18%），超过 县爱卫办于 2025-01-01 设定的行动限值（2%；依据：县爱卫办〔2025〕1号），超标概率 99%（很可能超标），需消杀。');
INSERT INTO "alert" VALUES(2,2,'raised',2,'2026-06-20 01:00:00.000000','2026-06-01 01:00:00.000000','','{"street": "\u4e1c\u8857", "station": "\u4e1c\u8857\u83dc\u5e02\u573a", "group": "rodent", "method": "rodent_trace_indoor", "index": "indoor_trace_rate", "rule": "graded", "start": "2026-06-12", "end": "2026-06-12", "stations": 1, "surveys": 1, "numerator": 9, "denominator": 60, "value": "15", "lower": 7.095619525709116, "upper": 26.57404477572951, "unit": "%", "effort": "\u68c0\u67e5\u623f\u95f4\u6570 60 \u95f4", "bound": {"value": "5", "worse": "high", "at_limit": false, "text": "GB/T 27770-2011 C \u7ea7\u9650\u503c\uff08\u22645%\uff09", "source": "PestCS (2016) \u7a0b\u5e8f\u6240\u8f7d GB 2011 \u9650\u503c\uff1b\u5317\u4eac\u6d77\u6dc0\u56db\u5bb3\u8c03\u67e5\uff0c\u4e2d\u534e\u536b\u751f\u6740\u866b\u836f\u68b0 2019;25(1):29-33", "confidence": "certain", "caution": "", "note": ""}, "companion": null, "band": null, "band_name": "", "scheme": "", "p_beyond": 0.9967558601414845, "words": "\u5f88\u53ef\u80fd\u8d85\u6807", "severity": 2, "companions": [], "raised": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 9, "denominator": 60, "companions": []}, "worst": {"window": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 9, "denominator": 60, "companions": []}, "severity": 2}, "found": [], "rechecks": [], "foreseen": null, "cause": "measured"}','东街 东街菜市场：室内鼠迹阳性率 15.00%（检查房间数 60 间，2026-06-12，95% 区间 7.10–26.57%），低于 C 级，超出 GB/T 27770-2011 C 级限值（≤5%），需消杀。');
INSERT INTO "alert" VALUES(3,3,'raised',3,'2026-06-20 04:00:00.000000','2026-06-20 04:00:00.000000','自动批准','{"street": "\u9752\u77f3\u8857\u9053", "station": "\u5357\u95e8\u5e02\u573a", "group": "rodent", "method": "snap_trap", "index": "trap_rate", "rule": "action_limit", "start": "2026-05-15", "end": "2026-05-15", "stations": 1, "surveys": 1, "numerator": 9, "denominator": 98, "value": "450/49", "lower": 4.2858367402406365, "upper": 16.71866495877089, "unit": "%", "effort": "\u6709\u6548\u5939\u6570 98 \u5939", "bound": {"value": "2", "worse": "high", "at_limit": false, "text": "\u53bf\u7231\u536b\u529e\u4e8e 2025-01-01 \u8bbe\u5b9a\u7684\u884c\u52a8\u9650\u503c\uff082%\uff1b\u4f9d\u636e\uff1a\u53bf\u7231\u536b\u529e\u30142025\u30151\u53f7\uff09", "source": "\u53bf\u7231\u536b\u529e\u30142025\u30151\u53f7", "confidence": "certain", "caution": "", "note": ""}, "companion": null, "band": null, "band_name": "", "scheme": "", "p_beyond": 0.9999306225196661, "words": "\u5f88\u53ef\u80fd\u8d85\u6807", "severity": 3, "companions": [], "raised": {"start": "2026-05-15", "end": "2026-05-15", "numerator": 9, "denominator": 98, "companions": []}, "worst": {"window": {"start": "2026-05-15", "end": "2026-05-15", "numerator": 9, "denominator": 98, "companions": []}, "severity": 3}, "found": [], "rechecks": [], "foreseen": null, "cause": "measured"}','青石街道 南门市场：捕获率 9.18%（有效夹数 98 夹，2026-05-15，95% 区间 4.29–16.72%），超过 县爱卫办于 2025-01-01 设定的行动限值（2%；依据：县爱卫办〔2025〕1号），超标概率 99%以上（很可能超标），需消杀。');
CREATE TABLE answer (
	id INTEGER NOT NULL, 
	alert_id INTEGER NOT NULL, 
	verdict VARCHAR NOT NULL, 
	note TEXT NOT NULL, 
	given_by VARCHAR NOT NULL, 
	given_at DATETIME NOT NULL, 
	CONSTRAINT pk_answer PRIMARY KEY (id), 
	CONSTRAINT ck_answer_verdict CHECK (verdict IN ('true', 'wrong_data', 'treated', 'refused')), 
	CONSTRAINT fk_answer_alert_id FOREIGN KEY(alert_id) REFERENCES alert (id)
);
INSERT INTO "answer" VALUES(1,1,'treated','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL','王','2026-06-01 01:00:00.000000');
CREATE TABLE assay (
	id INTEGER NOT NULL, 
	upload_id INTEGER NOT NULL, 
	tested_on DATE, 
	species VARCHAR NOT NULL, 
	strain VARCHAR NOT NULL, 
	site VARCHAR NOT NULL, 
	year VARCHAR NOT NULL, 
	insecticide VARCHAR NOT NULL, 
	unit VARCHAR NOT NULL, 
	exposure VARCHAR NOT NULL, 
	method VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	region_id INTEGER, 
	station_id INTEGER, 
	CONSTRAINT pk_assay PRIMARY KEY (id), 
	CONSTRAINT uq_assay_key UNIQUE ("key"), 
	CONSTRAINT fk_assay_upload_id FOREIGN KEY(upload_id) REFERENCES upload (id), 
	CONSTRAINT fk_assay_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT fk_assay_station_id FOREIGN KEY(station_id) REFERENCES station (id)
);
INSERT INTO "assay" VALUES(147,3,NULL,'','野外','','','','','','','	野外								dose',3,1);
INSERT INTO "assay" VALUES(148,3,NULL,'','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL','','','','','','','	‘鼠’ \n \. \\x00 "虫" 𠮷、é; {} null								minute',NULL,NULL);
CREATE TABLE assay_archive (
	id INTEGER NOT NULL, 
	upload_id INTEGER NOT NULL, 
	tested_on DATE, 
	species VARCHAR NOT NULL, 
	strain VARCHAR NOT NULL, 
	site VARCHAR NOT NULL, 
	year VARCHAR NOT NULL, 
	insecticide VARCHAR NOT NULL, 
	unit VARCHAR NOT NULL, 
	exposure VARCHAR NOT NULL, 
	method VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	region_id INTEGER, 
	station_id INTEGER, 
	CONSTRAINT pk_assay_archive PRIMARY KEY (id), 
	CONSTRAINT fk_assay_archive_upload_id FOREIGN KEY(upload_id) REFERENCES upload (id), 
	CONSTRAINT fk_assay_archive_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT fk_assay_archive_station_id FOREIGN KEY(station_id) REFERENCES station (id)
);
INSERT INTO "assay_archive" VALUES(145,2,NULL,'','野外','','','','','','','	野外								dose',3,1);
INSERT INTO "assay_archive" VALUES(146,2,NULL,'','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL','','','','','','','	‘鼠’ \n \. \\x00 "虫" 𠮷、é; {} null								minute',NULL,NULL);
CREATE TABLE assay_dose (
	assay_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	dose DOUBLE, 
	minute DOUBLE, 
	number INTEGER NOT NULL, 
	dead INTEGER NOT NULL, 
	replicate VARCHAR NOT NULL, 
	"row" INTEGER NOT NULL, 
	CONSTRAINT pk_assay_dose PRIMARY KEY (assay_id, position), 
	CONSTRAINT ck_assay_dose_one_measure CHECK ((dose IS NULL) != (minute IS NULL)), 
	CONSTRAINT ck_assay_dose_possible CHECK (dead >= 0 AND dead <= number), 
	CONSTRAINT fk_assay_dose_assay_id FOREIGN KEY(assay_id) REFERENCES assay (id) ON DELETE RESTRICT
);
INSERT INTO "assay_dose" VALUES(147,0,0.0,NULL,25,0,'‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',2);
INSERT INTO "assay_dose" VALUES(147,1,3.00000000000000044408e-01,NULL,25,20,'‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',3);
INSERT INTO "assay_dose" VALUES(148,0,NULL,3.33333333333333314829e-01,25,25,'‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',4);
CREATE TABLE assay_dose_archive (
	assay_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	dose DOUBLE, 
	minute DOUBLE, 
	number INTEGER NOT NULL, 
	dead INTEGER NOT NULL, 
	replicate VARCHAR NOT NULL, 
	"row" INTEGER NOT NULL, 
	CONSTRAINT pk_assay_dose_archive PRIMARY KEY (assay_id, position), 
	CONSTRAINT fk_assay_dose_archive_assay_id FOREIGN KEY(assay_id) REFERENCES assay_archive (id) ON DELETE RESTRICT
);
INSERT INTO "assay_dose_archive" VALUES(145,0,0.0,NULL,25,0,'‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',2);
INSERT INTO "assay_dose_archive" VALUES(145,1,3.00000000000000044408e-01,NULL,25,20,'‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',3);
INSERT INTO "assay_dose_archive" VALUES(146,0,NULL,3.33333333333333314829e-01,25,25,'‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',4);
CREATE TABLE audit (
	sequence INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	who VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	what VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	subject_id VARCHAR NOT NULL, 
	"before" JSON, 
	"after" JSON, 
	previous VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (sequence)
);
INSERT INTO "audit" VALUES(1,'2026-06-20 04:00:00.000000','root','命令行','upload_accepted','upload','1',NULL,'{"surveys": 144, "superseded": 0, "held": 0, "new_stations": [], "filename": "\u5c0f\u53bf.csv", "sha256": "0d691a240bb4d8073e511d81672a6a7ed0f78381586ad3518ebb4cde47a78bd4", "by": "jian"}','0000000000000000000000000000000000000000000000000000000000000000','4b9d89c8c4e45ce173a8546aadeba21ca3d82589bdd56e77c7f2b563b2225318');
INSERT INTO "audit" VALUES(2,'2026-06-20 04:00:00.000000','root','命令行','region_changed','region','4','{"id": 4, "code": "s1", "name": "\u897f\u8857", "level": "street", "parent_id": 1, "population": null, "geometry": "{\"type\": \"Polygon\", \"coordinates\": [[[-0.05, 0], [-0.05, 0.05], [0, 0.05], [0, 0], [-0.05, 0]]]}", "valid_from": null, "valid_to": null}','{"id": 4, "code": "s1", "name": "\u897f\u8857", "level": "street", "parent_id": 1, "population": null, "geometry": "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[-0.05,0.05],[-0.05,0.09],[0.05,0.09],[0.05,0.05],[-0.05,0.05]]],[[[-0.05,0],[-0.05,0.05],[0,0.05],[0,0],[-0.05,0]]]]}", "valid_from": null, "valid_to": null}','4b9d89c8c4e45ce173a8546aadeba21ca3d82589bdd56e77c7f2b563b2225318','6fce280a26ebbb9307cd27ad252dcbeb5684a309d1ee79a0c1fabc8c3f6c45c4');
INSERT INTO "audit" VALUES(3,'2026-06-20 04:00:00.000000','root','命令行','region_changed','region','5','{"id": 5, "code": "s2", "name": "\u5317\u8857", "level": "street", "parent_id": 1, "population": null, "geometry": "{\"type\": \"Polygon\", \"coordinates\": [[[-0.05, 0.05], [-0.05, 0.09], [0.05, 0.09], [0.05, 0.05], [-0.05, 0.05]]]}", "valid_from": null, "valid_to": null}','{"id": 5, "code": "s2", "name": "\u5317\u8857", "level": "street", "parent_id": 1, "population": null, "geometry": "{\"type\": \"Polygon\", \"coordinates\": [[[-0.05, 0.05], [-0.05, 0.09], [0.05, 0.09], [0.05, 0.05], [-0.05, 0.05]]]}", "valid_from": null, "valid_to": "2026-06-10"}','6fce280a26ebbb9307cd27ad252dcbeb5684a309d1ee79a0c1fabc8c3f6c45c4','0abb31325045c372c64e221465315c26fb995ca9b57d3fca290661c48eefc927');
INSERT INTO "audit" VALUES(4,'2026-06-20 04:00:00.000000','root','命令行','region_past_changed','region_past','1',NULL,'{"id": 1, "region_id": 5, "until": "2026-06-10", "name": "\u5317\u8857", "code": "s2", "parent_id": 1, "geometry": "{\"type\": \"Polygon\", \"coordinates\": [[[-0.05, 0.05], [-0.05, 0.09], [0.05, 0.09], [0.05, 0.05], [-0.05, 0.05]]]}"}','0abb31325045c372c64e221465315c26fb995ca9b57d3fca290661c48eefc927','8e2879912834c10a38cc098435478feb45d9f352443ae09e8577b88696e29641');
INSERT INTO "audit" VALUES(5,'2026-06-20 04:00:00.000000','root','命令行','region_past_changed','region_past','2',NULL,'{"id": 2, "region_id": 4, "until": "2026-06-10", "name": "\u897f\u8857", "code": "s1", "parent_id": 1, "geometry": "{\"type\": \"Polygon\", \"coordinates\": [[[-0.05, 0], [-0.05, 0.05], [0, 0.05], [0, 0], [-0.05, 0]]]}"}','8e2879912834c10a38cc098435478feb45d9f352443ae09e8577b88696e29641','397f3c28af57f60be124e9e0e96857776f721ad05a56aa0a849c29a51986ea50');
INSERT INTO "audit" VALUES(6,'2026-06-20 04:00:00.000000','root','命令行','succession_changed','succession','1',NULL,'{"id": 1, "kind": "merge", "day": "2026-06-11", "from_id": 5, "to_id": 4, "was": "\u5317\u8857", "became": "\u897f\u8857", "ground": "\u2018\u9f20\u2019\t\\N \\. \\\\x00 \n\r\"\u866b\" \ud842\udfb7\u3001e\u0301; {} NULL"}','397f3c28af57f60be124e9e0e96857776f721ad05a56aa0a849c29a51986ea50','310ab96e79fde45a2b0247e72a879905e3ce7c277c049fb49be3807b060c22d3');
INSERT INTO "audit" VALUES(7,'2026-06-20 04:00:00.000000','root','命令行','station_changed','station','7','{"id": 7, "code": "p6", "name": "\u5317\u8857\u517b\u8001\u9662", "region_id": 5, "habitat": null, "method": null, "equipment": null, "site": 1, "longitude": 0.0, "latitude": 0.07, "active_from": null, "active_to": null}','{"id": 7, "code": "p6", "name": "\u5317\u8857\u517b\u8001\u9662", "region_id": 4, "habitat": null, "method": null, "equipment": null, "site": 1, "longitude": 0.0, "latitude": 0.07, "active_from": null, "active_to": null}','310ab96e79fde45a2b0247e72a879905e3ce7c277c049fb49be3807b060c22d3','0e6aa3efca055238ee1301bfae24a8561d573983004928bb17011b28a99bd5a9');
INSERT INTO "audit" VALUES(8,'2026-06-20 04:00:00.000000','root','命令行','station_past_changed','station_past','1',NULL,'{"id": 1, "station_id": 7, "until": "2026-06-10", "name": "\u5317\u8857\u517b\u8001\u9662", "region_id": 5, "street_id": 5, "today_id": 4, "site": 1, "habitat": null, "method": null, "equipment": null, "longitude": 0.0, "latitude": 0.07}','0e6aa3efca055238ee1301bfae24a8561d573983004928bb17011b28a99bd5a9','39aa03071c65d0b96636e605122d140cdd6e36cf312ae7b36513ae7b60f75476');
INSERT INTO "audit" VALUES(9,'2026-06-20 04:00:00.000000','root','命令行','contact_changed','contact','4',NULL,'{"id": 4, "region_id": 4, "name": "\u5317\u8857", "email": "s2@street.example.cn", "active": true}','39aa03071c65d0b96636e605122d140cdd6e36cf312ae7b36513ae7b60f75476','61bd7329ed190b9cbe682b2fce240c7bad52d347892bb44f3e3e317dc09d0dd8');
INSERT INTO "audit" VALUES(10,'2026-06-20 04:00:00.000000','root','命令行','charge_changed','charge','1',NULL,'{"id": 1, "region_id": 4, "person": "\u2018\u9f20\u2019\t\\N \\. \\\\x00 \n\r\"\u866b\" \ud842\udfb7\u3001e\u0301; {} NULL", "phone": "", "valid_from": "2026-06-11", "valid_to": null}','61bd7329ed190b9cbe682b2fce240c7bad52d347892bb44f3e3e317dc09d0dd8','3f7ad4acd3e1c4d32899bdf2684ba46620fc9a798ab95549db6b88f41d2fc92c');
INSERT INTO "audit" VALUES(11,'2026-06-20 04:00:00.000000','root','命令行','population_changed','population','1',NULL,'{"id": 1, "region_id": 4, "counted_on": "2026-06-11", "persons": 0, "source": "\u2018\u9f20\u2019\t\\N \\. \\\\x00 \n\r\"\u866b\" \ud842\udfb7\u3001e\u0301; {} NULL"}','3f7ad4acd3e1c4d32899bdf2684ba46620fc9a798ab95549db6b88f41d2fc92c','2180d5e99d06086eb1cca1b9c73c5273cc0a06bbca8ffa0308b71a754d400d02');
INSERT INTO "audit" VALUES(12,'2026-06-20 04:00:00.000000','root','命令行','region_changed','region','4','{"id": 4, "code": "s1", "name": "\u897f\u8857", "level": "street", "parent_id": 1, "population": null, "geometry": "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[-0.05,0.05],[-0.05,0.09],[0.05,0.09],[0.05,0.05],[-0.05,0.05]]],[[[-0.05,0],[-0.05,0.05],[0,0.05],[0,0],[-0.05,0]]]]}", "valid_from": null, "valid_to": null}','{"id": 4, "code": "s1", "name": "\u897f\u8857", "level": "street", "parent_id": 1, "population": 0, "geometry": "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[-0.05,0.05],[-0.05,0.09],[0.05,0.09],[0.05,0.05],[-0.05,0.05]]],[[[-0.05,0],[-0.05,0.05],[0,0.05],[0,0],[-0.05,0]]]]}", "valid_from": null, "valid_to": null}','2180d5e99d06086eb1cca1b9c73c5273cc0a06bbca8ffa0308b71a754d400d02','2b4dc1f1ecfbe89bb6adee9028232737710f5e2e1274d21a8df60582e3c6da87');
CREATE TABLE audit_chain (
	id INTEGER NOT NULL, 
	removed INTEGER NOT NULL, 
	removed_hash VARCHAR NOT NULL, 
	last INTEGER NOT NULL, 
	last_hash VARCHAR NOT NULL, 
	CONSTRAINT pk_audit_chain PRIMARY KEY (id), 
	CONSTRAINT ck_audit_chain_one CHECK (id = 1)
);
INSERT INTO "audit_chain" VALUES(1,0,'0000000000000000000000000000000000000000000000000000000000000000',12,'2b4dc1f1ecfbe89bb6adee9028232737710f5e2e1274d21a8df60582e3c6da87');
CREATE TABLE charge (
	id INTEGER NOT NULL, 
	region_id INTEGER NOT NULL, 
	person VARCHAR NOT NULL, 
	phone VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	CONSTRAINT pk_charge PRIMARY KEY (id), 
	CONSTRAINT ck_charge_valid CHECK (valid_to IS NULL OR valid_to >= valid_from), 
	CONSTRAINT fk_charge_region_id FOREIGN KEY(region_id) REFERENCES region (id)
);
INSERT INTO "charge" VALUES(1,4,'‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL','','2026-06-11',NULL);
CREATE TABLE column_mapping (
	id INTEGER NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	mapping JSON NOT NULL, 
	created_by VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_column_mapping PRIMARY KEY (id), 
	CONSTRAINT uq_column_mapping_fingerprint UNIQUE (fingerprint)
);
INSERT INTO "column_mapping" VALUES(1,'0000000000000000000000000000000000000000000000000000000000000000','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL','{"station": 0, "date": 1, "effective": 2, "caught": 3}','王','2026-06-01 01:00:00.000000');
CREATE TABLE "component" (
	survey_id INTEGER NOT NULL, 
	index_id VARCHAR NOT NULL, 
	station_id INTEGER NOT NULL, 
	date DATE NOT NULL, 
	numerator BIGINT NOT NULL, 
	denominator BIGINT NOT NULL, 
	CONSTRAINT pk_component PRIMARY KEY (survey_id, index_id), 
	CONSTRAINT ck_component_denominator CHECK (denominator >= 0), 
	CONSTRAINT fk_component_survey_id FOREIGN KEY(survey_id) REFERENCES survey (id) ON DELETE RESTRICT
)
 WITHOUT ROWID

;
INSERT INTO "component" VALUES(1,'trap_rate',1,'2025-05-12',0,196);
INSERT INTO "component" VALUES(2,'trap_rate',1,'2025-06-12',1,196);
INSERT INTO "component" VALUES(3,'trap_rate',1,'2025-07-12',2,196);
INSERT INTO "component" VALUES(4,'trap_rate',1,'2025-08-12',0,196);
INSERT INTO "component" VALUES(5,'trap_rate',1,'2025-09-12',1,196);
INSERT INTO "component" VALUES(6,'trap_rate',1,'2025-10-12',2,196);
INSERT INTO "component" VALUES(7,'trap_rate',1,'2025-11-12',0,196);
INSERT INTO "component" VALUES(8,'trap_rate',1,'2025-12-12',1,196);
INSERT INTO "component" VALUES(9,'trap_rate',1,'2026-01-12',2,196);
INSERT INTO "component" VALUES(10,'trap_rate',1,'2026-02-12',0,196);
INSERT INTO "component" VALUES(11,'trap_rate',1,'2026-03-12',10,196);
INSERT INTO "component" VALUES(12,'trap_rate',1,'2026-04-12',11,196);
INSERT INTO "component" VALUES(13,'trap_rate',1,'2026-05-12',9,196);
INSERT INTO "component" VALUES(14,'trap_rate',1,'2026-06-12',10,196);
INSERT INTO "component" VALUES(15,'trap_rate',2,'2025-05-12',1,196);
INSERT INTO "component" VALUES(16,'trap_rate',2,'2025-06-12',2,196);
INSERT INTO "component" VALUES(17,'trap_rate',2,'2025-07-12',0,196);
INSERT INTO "component" VALUES(18,'trap_rate',2,'2025-08-12',1,196);
INSERT INTO "component" VALUES(19,'trap_rate',2,'2025-09-12',2,196);
INSERT INTO "component" VALUES(20,'trap_rate',2,'2025-10-12',0,196);
INSERT INTO "component" VALUES(21,'trap_rate',2,'2025-11-12',1,196);
INSERT INTO "component" VALUES(22,'trap_rate',2,'2025-12-12',2,196);
INSERT INTO "component" VALUES(23,'trap_rate',2,'2026-01-12',0,196);
INSERT INTO "component" VALUES(24,'trap_rate',2,'2026-02-12',1,196);
INSERT INTO "component" VALUES(25,'trap_rate',2,'2026-03-12',2,196);
INSERT INTO "component" VALUES(26,'trap_rate',2,'2026-04-12',0,196);
INSERT INTO "component" VALUES(27,'trap_rate',2,'2026-05-12',1,196);
INSERT INTO "component" VALUES(28,'trap_rate',2,'2026-06-12',2,196);
INSERT INTO "component" VALUES(29,'trap_rate',3,'2025-05-12',2,196);
INSERT INTO "component" VALUES(30,'trap_rate',3,'2025-06-12',0,196);
INSERT INTO "component" VALUES(31,'trap_rate',3,'2025-07-12',1,196);
INSERT INTO "component" VALUES(32,'trap_rate',3,'2025-08-12',2,196);
INSERT INTO "component" VALUES(33,'trap_rate',3,'2025-09-12',0,196);
INSERT INTO "component" VALUES(34,'trap_rate',3,'2025-10-12',1,196);
INSERT INTO "component" VALUES(35,'trap_rate',3,'2025-11-12',2,196);
INSERT INTO "component" VALUES(36,'trap_rate',3,'2025-12-12',0,196);
INSERT INTO "component" VALUES(37,'trap_rate',3,'2026-01-12',1,196);
INSERT INTO "component" VALUES(38,'trap_rate',3,'2026-02-12',2,196);
INSERT INTO "component" VALUES(39,'trap_rate',3,'2026-03-12',0,196);
INSERT INTO "component" VALUES(40,'trap_rate',3,'2026-04-12',1,196);
INSERT INTO "component" VALUES(41,'trap_rate',3,'2026-05-12',2,196);
INSERT INTO "component" VALUES(42,'trap_rate',3,'2026-06-12',0,196);
INSERT INTO "component" VALUES(43,'trap_rate',4,'2025-05-12',0,196);
INSERT INTO "component" VALUES(44,'trap_rate',4,'2025-06-12',1,196);
INSERT INTO "component" VALUES(45,'trap_rate',4,'2025-07-12',2,196);
INSERT INTO "component" VALUES(46,'trap_rate',4,'2025-08-12',0,196);
INSERT INTO "component" VALUES(47,'trap_rate',4,'2025-09-12',1,196);
INSERT INTO "component" VALUES(48,'trap_rate',4,'2025-10-12',2,196);
INSERT INTO "component" VALUES(49,'trap_rate',4,'2025-11-12',0,196);
INSERT INTO "component" VALUES(50,'trap_rate',4,'2025-12-12',1,196);
INSERT INTO "component" VALUES(51,'trap_rate',4,'2026-01-12',2,196);
INSERT INTO "component" VALUES(52,'trap_rate',4,'2026-02-12',0,196);
INSERT INTO "component" VALUES(53,'trap_rate',4,'2026-03-12',1,196);
INSERT INTO "component" VALUES(54,'trap_rate',4,'2026-04-12',2,196);
INSERT INTO "component" VALUES(55,'trap_rate',4,'2026-05-12',0,196);
INSERT INTO "component" VALUES(56,'trap_rate',4,'2026-06-12',1,196);
INSERT INTO "component" VALUES(57,'trap_rate',5,'2025-05-12',1,196);
INSERT INTO "component" VALUES(58,'trap_rate',5,'2025-06-12',2,196);
INSERT INTO "component" VALUES(59,'trap_rate',5,'2025-07-12',0,196);
INSERT INTO "component" VALUES(60,'trap_rate',5,'2025-08-12',1,196);
INSERT INTO "component" VALUES(61,'trap_rate',5,'2025-09-12',2,196);
INSERT INTO "component" VALUES(62,'trap_rate',5,'2025-10-12',0,196);
INSERT INTO "component" VALUES(63,'trap_rate',5,'2025-11-12',1,196);
INSERT INTO "component" VALUES(64,'trap_rate',5,'2025-12-12',2,196);
INSERT INTO "component" VALUES(65,'trap_rate',5,'2026-01-12',0,196);
INSERT INTO "component" VALUES(66,'trap_rate',5,'2026-02-12',1,196);
INSERT INTO "component" VALUES(67,'trap_rate',5,'2026-03-12',2,196);
INSERT INTO "component" VALUES(68,'trap_rate',5,'2026-04-12',0,196);
INSERT INTO "component" VALUES(69,'trap_rate',5,'2026-05-12',1,196);
INSERT INTO "component" VALUES(70,'trap_rate',5,'2026-06-12',2,196);
INSERT INTO "component" VALUES(71,'trap_rate',6,'2025-06-12',0,196);
INSERT INTO "component" VALUES(72,'trap_rate',6,'2025-07-12',1,196);
INSERT INTO "component" VALUES(73,'trap_rate',6,'2025-09-12',0,196);
INSERT INTO "component" VALUES(74,'trap_rate',6,'2025-10-12',1,196);
INSERT INTO "component" VALUES(75,'trap_rate',6,'2025-12-12',0,196);
INSERT INTO "component" VALUES(76,'trap_rate',6,'2026-01-12',1,196);
INSERT INTO "component" VALUES(77,'trap_rate',6,'2026-03-12',0,196);
INSERT INTO "component" VALUES(78,'trap_rate',6,'2026-04-12',1,196);
INSERT INTO "component" VALUES(79,'trap_rate',6,'2026-06-12',0,196);
INSERT INTO "component" VALUES(80,'light_trap_density',1,'2025-05-12',8,1);
INSERT INTO "component" VALUES(81,'light_trap_density',1,'2025-06-12',11,1);
INSERT INTO "component" VALUES(82,'light_trap_density',1,'2025-07-12',14,1);
INSERT INTO "component" VALUES(83,'light_trap_density',1,'2025-08-12',6,1);
INSERT INTO "component" VALUES(84,'light_trap_density',1,'2025-09-12',9,1);
INSERT INTO "component" VALUES(85,'light_trap_density',1,'2025-10-12',12,1);
INSERT INTO "component" VALUES(86,'light_trap_density',1,'2025-11-12',4,1);
INSERT INTO "component" VALUES(87,'light_trap_density',1,'2026-04-12',5,1);
INSERT INTO "component" VALUES(88,'light_trap_density',1,'2026-05-12',8,1);
INSERT INTO "component" VALUES(89,'light_trap_density',1,'2026-06-12',11,1);
INSERT INTO "component" VALUES(90,'light_trap_density',2,'2025-05-12',13,1);
INSERT INTO "component" VALUES(91,'light_trap_density',2,'2025-06-12',5,1);
INSERT INTO "component" VALUES(92,'light_trap_density',2,'2025-07-12',8,1);
INSERT INTO "component" VALUES(93,'light_trap_density',2,'2025-08-12',11,1);
INSERT INTO "component" VALUES(94,'light_trap_density',2,'2025-09-12',14,1);
INSERT INTO "component" VALUES(95,'light_trap_density',2,'2025-10-12',6,1);
INSERT INTO "component" VALUES(96,'light_trap_density',2,'2025-11-12',9,1);
INSERT INTO "component" VALUES(97,'light_trap_density',2,'2026-04-12',10,1);
INSERT INTO "component" VALUES(98,'light_trap_density',2,'2026-05-12',13,1);
INSERT INTO "component" VALUES(99,'light_trap_density',2,'2026-06-12',5,1);
INSERT INTO "component" VALUES(100,'light_trap_density',3,'2025-05-12',7,1);
INSERT INTO "component" VALUES(101,'light_trap_density',3,'2025-06-12',10,1);
INSERT INTO "component" VALUES(102,'light_trap_density',3,'2025-07-12',13,1);
INSERT INTO "component" VALUES(103,'light_trap_density',3,'2025-08-12',5,1);
INSERT INTO "component" VALUES(104,'light_trap_density',3,'2025-09-12',8,1);
INSERT INTO "component" VALUES(105,'light_trap_density',3,'2025-10-12',11,1);
INSERT INTO "component" VALUES(106,'light_trap_density',3,'2025-11-12',14,1);
INSERT INTO "component" VALUES(107,'light_trap_density',3,'2026-04-12',4,1);
INSERT INTO "component" VALUES(108,'light_trap_density',3,'2026-05-12',7,1);
INSERT INTO "component" VALUES(109,'light_trap_density',3,'2026-06-12',0,0);
INSERT INTO "component" VALUES(110,'light_trap_density',4,'2025-05-12',12,1);
INSERT INTO "component" VALUES(111,'light_trap_density',4,'2025-06-12',4,1);
INSERT INTO "component" VALUES(112,'light_trap_density',4,'2025-07-12',7,1);
INSERT INTO "component" VALUES(113,'light_trap_density',4,'2025-08-12',10,1);
INSERT INTO "component" VALUES(114,'light_trap_density',4,'2025-09-12',13,1);
INSERT INTO "component" VALUES(115,'light_trap_density',4,'2025-10-12',5,1);
INSERT INTO "component" VALUES(116,'light_trap_density',4,'2025-11-12',8,1);
INSERT INTO "component" VALUES(117,'light_trap_density',4,'2026-04-12',9,1);
INSERT INTO "component" VALUES(118,'light_trap_density',4,'2026-05-12',12,1);
INSERT INTO "component" VALUES(119,'light_trap_density',4,'2026-06-12',4,1);
INSERT INTO "component" VALUES(120,'light_trap_density',5,'2025-05-12',6,1);
INSERT INTO "component" VALUES(121,'light_trap_density',5,'2025-06-12',9,1);
INSERT INTO "component" VALUES(122,'light_trap_density',5,'2025-07-12',12,1);
INSERT INTO "component" VALUES(123,'light_trap_density',5,'2025-08-12',4,1);
INSERT INTO "component" VALUES(124,'light_trap_density',5,'2025-09-12',7,1);
INSERT INTO "component" VALUES(125,'light_trap_density',5,'2025-10-12',10,1);
INSERT INTO "component" VALUES(126,'light_trap_density',5,'2025-11-12',13,1);
INSERT INTO "component" VALUES(127,'light_trap_density',5,'2026-04-12',14,1);
INSERT INTO "component" VALUES(128,'light_trap_density',5,'2026-05-12',6,1);
INSERT INTO "component" VALUES(129,'light_trap_density',5,'2026-06-12',9,1);
INSERT INTO "component" VALUES(130,'light_trap_density',6,'2025-06-12',14,1);
INSERT INTO "component" VALUES(131,'light_trap_density',6,'2025-07-12',6,1);
INSERT INTO "component" VALUES(132,'light_trap_density',6,'2025-09-12',12,1);
INSERT INTO "component" VALUES(133,'light_trap_density',6,'2025-10-12',4,1);
INSERT INTO "component" VALUES(134,'light_trap_density',6,'2026-04-12',8,1);
INSERT INTO "component" VALUES(135,'light_trap_density',6,'2026-06-12',14,1);
INSERT INTO "component" VALUES(136,'indoor_trace_rate',1,'2026-05-12',9,60);
INSERT INTO "component" VALUES(137,'indoor_trace_rate',1,'2026-06-12',9,60);
INSERT INTO "component" VALUES(138,'indoor_trace_rate',2,'2026-05-12',1,60);
INSERT INTO "component" VALUES(139,'indoor_trace_rate',2,'2026-06-12',1,60);
INSERT INTO "component" VALUES(140,'indoor_trace_rate',3,'2026-05-12',2,60);
INSERT INTO "component" VALUES(141,'indoor_trace_rate',3,'2026-06-12',2,60);
INSERT INTO "component" VALUES(142,'indoor_trace_rate',4,'2026-05-12',0,60);
INSERT INTO "component" VALUES(143,'indoor_trace_rate',4,'2026-06-12',0,60);
INSERT INTO "component" VALUES(144,'indoor_trace_rate',6,'2026-06-12',2,60);
INSERT INTO "component" VALUES(155,'trap_rate',8,'2026-05-16',1,98);
INSERT INTO "component" VALUES(156,'trap_rate',9,'2026-04-14',3,98);
INSERT INTO "component" VALUES(157,'trap_rate',9,'2026-05-14',0,98);
INSERT INTO "component" VALUES(158,'trap_rate',10,'2026-05-15',9,98);
INSERT INTO "component" VALUES(159,'dip_positive_rate',8,'2026-05-16',8,200);
INSERT INTO "component" VALUES(159,'larvae_per_dip',8,'2026-05-16',31,200);
INSERT INTO "component" VALUES(159,'larvae_per_positive_dip',8,'2026-05-16',31,8);
INSERT INTO "component" VALUES(160,'dip_positive_rate',10,'2026-05-15',0,0);
INSERT INTO "component" VALUES(160,'larvae_per_dip',10,'2026-05-15',0,0);
INSERT INTO "component" VALUES(160,'larvae_per_positive_dip',10,'2026-05-15',0,0);
CREATE TABLE "component_archive" (
	survey_id INTEGER NOT NULL, 
	index_id VARCHAR NOT NULL, 
	station_id INTEGER NOT NULL, 
	date DATE NOT NULL, 
	numerator BIGINT NOT NULL, 
	denominator BIGINT NOT NULL, 
	CONSTRAINT pk_component_archive PRIMARY KEY (survey_id, index_id), 
	CONSTRAINT fk_component_archive_survey_id FOREIGN KEY(survey_id) REFERENCES survey_archive (id) ON DELETE RESTRICT
)
 WITHOUT ROWID

;
INSERT INTO "component_archive" VALUES(149,'trap_rate',8,'2026-05-16',1,98);
INSERT INTO "component_archive" VALUES(150,'trap_rate',9,'2026-04-14',3,98);
INSERT INTO "component_archive" VALUES(151,'trap_rate',9,'2026-05-14',0,98);
INSERT INTO "component_archive" VALUES(152,'trap_rate',10,'2026-05-15',9,98);
INSERT INTO "component_archive" VALUES(153,'dip_positive_rate',8,'2026-05-16',8,200);
INSERT INTO "component_archive" VALUES(153,'larvae_per_dip',8,'2026-05-16',31,200);
INSERT INTO "component_archive" VALUES(153,'larvae_per_positive_dip',8,'2026-05-16',31,8);
INSERT INTO "component_archive" VALUES(154,'dip_positive_rate',10,'2026-05-15',0,0);
INSERT INTO "component_archive" VALUES(154,'larvae_per_dip',10,'2026-05-15',0,0);
INSERT INTO "component_archive" VALUES(154,'larvae_per_positive_dip',10,'2026-05-15',0,0);
CREATE TABLE contact (
	id INTEGER NOT NULL, 
	region_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_contact PRIMARY KEY (id), 
	CONSTRAINT fk_contact_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT uq_contact_region_id_email UNIQUE (region_id, email)
);
INSERT INTO "contact" VALUES(1,3,'东街','s0@street.example.cn',1);
INSERT INTO "contact" VALUES(2,4,'西街','s1@street.example.cn',1);
INSERT INTO "contact" VALUES(3,5,'北街','s2@street.example.cn',1);
INSERT INTO "contact" VALUES(4,4,'北街','s2@street.example.cn',1);
CREATE TABLE "digest" (
	id INTEGER NOT NULL, 
	region_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	message_id VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	attempts INTEGER NOT NULL, 
	due_at DATETIME NOT NULL, 
	claimed_by VARCHAR, 
	claimed_at DATETIME, 
	sent_at DATETIME, 
	recipients TEXT, 
	last_error TEXT, 
	kind VARCHAR NOT NULL, 
	CONSTRAINT pk_digest PRIMARY KEY (id), 
	CONSTRAINT ck_digest_kind CHECK (kind IN ('alert', 'reminder')), 
	CONSTRAINT fk_digest_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT uq_digest_message_id UNIQUE (message_id), 
	CONSTRAINT ck_digest_state CHECK (state IN ('waiting', 'claimed', 'closing', 'sent', 'failed', 'unconfirmed', 'empty')), 
	CONSTRAINT uq_digest_region_id_kind_day UNIQUE (region_id, kind, day)
);
INSERT INTO "digest" VALUES(1,3,'2026-06-20','<1@例>','sent',1,'2026-06-01 01:00:00.000000',NULL,NULL,'2026-06-01 01:00:00.000001','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',NULL,'alert');
INSERT INTO "digest" VALUES(2,3,'2026-06-20','<2@例>','empty',0,'2026-06-01 01:00:00.000000',NULL,NULL,NULL,NULL,NULL,'reminder');
CREATE TABLE expectation (
	id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	region_id INTEGER NOT NULL, 
	station_id INTEGER, 
	method VARCHAR NOT NULL, 
	index_id VARCHAR NOT NULL, 
	period INTEGER NOT NULL, 
	start DATE NOT NULL, 
	count DOUBLE NOT NULL, 
	effort DOUBLE NOT NULL, 
	expected DOUBLE, 
	lower DOUBLE, 
	upper DOUBLE, 
	p DOUBLE, 
	alarm BOOLEAN NOT NULL, 
	reason VARCHAR NOT NULL, 
	years INTEGER NOT NULL, 
	CONSTRAINT pk_expectation PRIMARY KEY (id), 
	CONSTRAINT fk_expectation_run_id FOREIGN KEY(run_id) REFERENCES model_run (id), 
	CONSTRAINT fk_expectation_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT fk_expectation_station_id FOREIGN KEY(station_id) REFERENCES station (id)
);
INSERT INTO "expectation" VALUES(1,1,3,NULL,'snap_trap','trap_rate',2945,'2026-06-22',3.0,98.0,NULL,NULL,NULL,NULL,1,'‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',0);
INSERT INTO "expectation" VALUES(2,1,3,NULL,'snap_trap','trap_rate',2945,'2026-06-22',3.0,98.0,NULL,NULL,NULL,NULL,0,'‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',0);
CREATE TABLE "flag" (
	id INTEGER NOT NULL, 
	region_id INTEGER NOT NULL, 
	station_id INTEGER, 
	index_id VARCHAR NOT NULL, 
	rule VARCHAR NOT NULL, 
	severity INTEGER NOT NULL, 
	opened_at DATETIME NOT NULL, 
	observed_on DATE NOT NULL, 
	cleared_at DATETIME, 
	evidence JSON NOT NULL, 
	sentence TEXT NOT NULL, 
	CONSTRAINT pk_flag PRIMARY KEY (id), 
	CONSTRAINT fk_flag_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT fk_flag_station_id FOREIGN KEY(station_id) REFERENCES station (id), 
	CONSTRAINT ck_flag_rule CHECK (rule IN ('graded', 'banded', 'action_limit', 'absolute', 'expected', 'forecast'))
);
INSERT INTO "flag" VALUES(1,3,1,'trap_rate','action_limit',2,'2026-06-20 01:00:00.000000','2026-06-12',NULL,'{"street": "\u4e1c\u8857", "station": "\u4e1c\u8857\u83dc\u5e02\u573a", "group": "rodent", "method": "snap_trap", "index": "trap_rate", "rule": "action_limit", "start": "2026-06-12", "end": "2026-06-12", "stations": 1, "surveys": 1, "numerator": 10, "denominator": 196, "value": "250/49", "lower": 2.473421012935919, "upper": 9.182485335850728, "unit": "%", "effort": "\u6709\u6548\u5939\u6570 196 \u5939", "bound": {"value": "2", "worse": "high", "at_limit": false, "text": "\u53bf\u7231\u536b\u529e\u4e8e 2025-01-01 \u8bbe\u5b9a\u7684\u884c\u52a8\u9650\u503c\uff082%\uff1b\u4f9d\u636e\uff1a\u53bf\u7231\u536b\u529e\u30142025\u30151\u53f7\uff09", "source": "\u53bf\u7231\u536b\u529e\u30142025\u30151\u53f7", "confidence": "certain", "caution": "", "note": ""}, "companion": null, "band": null, "band_name": "", "scheme": "", "p_beyond": 0.9900909423777351, "words": "\u5f88\u53ef\u80fd\u8d85\u6807", "severity": 2, "companions": [], "raised": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 10, "denominator": 196, "companions": []}, "worst": {"window": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 10, "denominator": 196, "companions": []}, "severity": 2}, "found": [], "rechecks": [], "foreseen": null, "cause": "measured"}','东街 东街菜市场：捕获率 5.10%（有效夹数 196 夹，2026-06-12，95% 区间 2.47–9.18%），超过 县爱卫办于 2025-01-01 设定的行动限值（2%；依据：县爱卫办〔2025〕1号），超标概率 99%（很可能超标），需消杀。');
INSERT INTO "flag" VALUES(2,3,1,'indoor_trace_rate','graded',2,'2026-06-20 01:00:00.000000','2026-06-12',NULL,'{"street": "\u4e1c\u8857", "station": "\u4e1c\u8857\u83dc\u5e02\u573a", "group": "rodent", "method": "rodent_trace_indoor", "index": "indoor_trace_rate", "rule": "graded", "start": "2026-06-12", "end": "2026-06-12", "stations": 1, "surveys": 1, "numerator": 9, "denominator": 60, "value": "15", "lower": 7.095619525709116, "upper": 26.57404477572951, "unit": "%", "effort": "\u68c0\u67e5\u623f\u95f4\u6570 60 \u95f4", "bound": {"value": "5", "worse": "high", "at_limit": false, "text": "GB/T 27770-2011 C \u7ea7\u9650\u503c\uff08\u22645%\uff09", "source": "PestCS (2016) \u7a0b\u5e8f\u6240\u8f7d GB 2011 \u9650\u503c\uff1b\u5317\u4eac\u6d77\u6dc0\u56db\u5bb3\u8c03\u67e5\uff0c\u4e2d\u534e\u536b\u751f\u6740\u866b\u836f\u68b0 2019;25(1):29-33", "confidence": "certain", "caution": "", "note": ""}, "companion": null, "band": null, "band_name": "", "scheme": "", "p_beyond": 0.9967558601414845, "words": "\u5f88\u53ef\u80fd\u8d85\u6807", "severity": 2, "companions": [], "raised": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 9, "denominator": 60, "companions": []}, "worst": {"window": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 9, "denominator": 60, "companions": []}, "severity": 2}, "found": [], "rechecks": [], "foreseen": null, "cause": "measured"}','东街 东街菜市场：室内鼠迹阳性率 15.00%（检查房间数 60 间，2026-06-12，95% 区间 7.10–26.57%），低于 C 级，超出 GB/T 27770-2011 C 级限值（≤5%），需消杀。');
INSERT INTO "flag" VALUES(3,7,10,'trap_rate','action_limit',3,'2026-06-20 04:00:00.000000','2026-05-15',NULL,'{"street": "\u9752\u77f3\u8857\u9053", "station": "\u5357\u95e8\u5e02\u573a", "group": "rodent", "method": "snap_trap", "index": "trap_rate", "rule": "action_limit", "start": "2026-05-15", "end": "2026-05-15", "stations": 1, "surveys": 1, "numerator": 9, "denominator": 98, "value": "450/49", "lower": 4.2858367402406365, "upper": 16.71866495877089, "unit": "%", "effort": "\u6709\u6548\u5939\u6570 98 \u5939", "bound": {"value": "2", "worse": "high", "at_limit": false, "text": "\u53bf\u7231\u536b\u529e\u4e8e 2025-01-01 \u8bbe\u5b9a\u7684\u884c\u52a8\u9650\u503c\uff082%\uff1b\u4f9d\u636e\uff1a\u53bf\u7231\u536b\u529e\u30142025\u30151\u53f7\uff09", "source": "\u53bf\u7231\u536b\u529e\u30142025\u30151\u53f7", "confidence": "certain", "caution": "", "note": ""}, "companion": null, "band": null, "band_name": "", "scheme": "", "p_beyond": 0.9999306225196661, "words": "\u5f88\u53ef\u80fd\u8d85\u6807", "severity": 3, "companions": [], "raised": {"start": "2026-05-15", "end": "2026-05-15", "numerator": 9, "denominator": 98, "companions": []}, "worst": {"window": {"start": "2026-05-15", "end": "2026-05-15", "numerator": 9, "denominator": 98, "companions": []}, "severity": 3}, "found": [], "rechecks": [], "foreseen": null, "cause": "measured"}','青石街道 南门市场：捕获率 9.18%（有效夹数 98 夹，2026-05-15，95% 区间 4.29–16.72%），超过 县爱卫办于 2025-01-01 设定的行动限值（2%；依据：县爱卫办〔2025〕1号），超标概率 99%以上（很可能超标），需消杀。');
CREATE TABLE former_password (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	password VARCHAR NOT NULL, 
	ended_at DATETIME NOT NULL, 
	CONSTRAINT pk_former_password PRIMARY KEY (id), 
	CONSTRAINT fk_former_password_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);
INSERT INTO "former_password" VALUES(1,1,'$argon2id$','2026-06-01 01:00:00.000000');
CREATE TABLE heartbeat (
	id INTEGER NOT NULL, 
	holder VARCHAR NOT NULL, 
	started_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_heartbeat PRIMARY KEY (id), 
	CONSTRAINT uq_heartbeat_holder UNIQUE (holder)
);
INSERT INTO "heartbeat" VALUES(1,'‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL','2026-06-01 01:00:00.000000','2026-06-01 01:01:00.000000');
CREATE TABLE job (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	payload JSON NOT NULL, 
	due_at DATETIME NOT NULL, 
	claimed_by VARCHAR, 
	claimed_at DATETIME, 
	attempts INTEGER NOT NULL, 
	done_at DATETIME, 
	last_error VARCHAR, 
	CONSTRAINT pk_job PRIMARY KEY (id)
);
INSERT INTO "job" VALUES(1,'expectation','{}','2026-06-20 01:00:00.000000',NULL,NULL,0,NULL,NULL);
INSERT INTO "job" VALUES(2,'nightly','{"a": [1, 2.5, null, "\u9f20"], "b": {}}','2026-06-01 01:00:00.000000',NULL,NULL,0,'2026-06-01 01:00:00.000000',NULL);
CREATE TABLE ledger (
	id INTEGER NOT NULL, 
	last_survey_id BIGINT NOT NULL, 
	changes BIGINT NOT NULL, 
	CONSTRAINT pk_ledger PRIMARY KEY (id), 
	CONSTRAINT ck_ledger_one CHECK (id = 1)
);
INSERT INTO "ledger" VALUES(1,160,24);
CREATE TABLE model_run (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	group_id VARCHAR NOT NULL, 
	step VARCHAR NOT NULL, 
	period INTEGER NOT NULL, 
	model_version VARCHAR NOT NULL, 
	data_version VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT pk_model_run PRIMARY KEY (id), 
	CONSTRAINT ck_model_run_kind CHECK (kind IN ('forecast', 'expectation')), 
	CONSTRAINT ck_model_run_step CHECK (step IN ('week', 'month')), 
	CONSTRAINT uq_model_run_kind_group_id_step_period UNIQUE (kind, group_id, step, period)
);
INSERT INTO "model_run" VALUES(1,'forecast','rodent','week',2944,'1','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff','2026-06-01 01:00:00.000000');
CREATE TABLE "outbox" (
	id INTEGER NOT NULL, 
	alert_id INTEGER NOT NULL, 
	region_id INTEGER NOT NULL, 
	due_at DATETIME NOT NULL, 
	digest_id INTEGER, 
	told VARCHAR, 
	told_severity INTEGER, 
	told_at DATETIME, 
	CONSTRAINT pk_outbox PRIMARY KEY (id), 
	CONSTRAINT fk_outbox_alert_id FOREIGN KEY(alert_id) REFERENCES alert (id), 
	CONSTRAINT uq_outbox_alert_id_region_id UNIQUE (alert_id, region_id), 
	CONSTRAINT fk_outbox_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT fk_outbox_digest_id FOREIGN KEY(digest_id) REFERENCES digest (id), 
	CONSTRAINT ck_outbox_told CHECK ((told IS NULL) = (told_severity IS NULL) AND (told IS NULL) = (told_at IS NULL))
);
INSERT INTO "outbox" VALUES(1,1,3,'2026-06-20 01:00:00.000000',1,'raised',3,'2026-06-01 01:00:00.000000');
INSERT INTO "outbox" VALUES(2,2,3,'2026-06-20 01:00:00.000000',NULL,NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(3,3,7,'2026-06-20 04:00:00.000000',NULL,NULL,NULL,NULL);
CREATE TABLE "plan" (
	id INTEGER NOT NULL, 
	station_id INTEGER NOT NULL, 
	method VARCHAR NOT NULL, 
	months VARCHAR NOT NULL, 
	due_day INTEGER NOT NULL, 
	valid_from DATE, 
	valid_to DATE, 
	CONSTRAINT pk_plan PRIMARY KEY (id), 
	CONSTRAINT ck_plan_due_day CHECK (due_day BETWEEN 1 AND 31), 
	CONSTRAINT fk_plan_station_id FOREIGN KEY(station_id) REFERENCES station (id), 
	CONSTRAINT uq_plan_station_id_method_valid_from UNIQUE (station_id, method, valid_from)
);
INSERT INTO "plan" VALUES(1,1,'snap_trap','1,2,3,4,5,6,7,8,9,10,11,12',15,NULL,NULL);
INSERT INTO "plan" VALUES(2,1,'light_trap','4,5,6,7,8,9,10,11',28,NULL,NULL);
INSERT INTO "plan" VALUES(3,2,'snap_trap','1,2,3,4,5,6,7,8,9,10,11,12',15,NULL,NULL);
INSERT INTO "plan" VALUES(4,2,'light_trap','4,5,6,7,8,9,10,11',28,NULL,NULL);
INSERT INTO "plan" VALUES(5,3,'snap_trap','1,2,3,4,5,6,7,8,9,10,11,12',15,NULL,NULL);
INSERT INTO "plan" VALUES(6,3,'light_trap','4,5,6,7,8,9,10,11',28,NULL,NULL);
INSERT INTO "plan" VALUES(7,4,'snap_trap','1,2,3,4,5,6,7,8,9,10,11,12',15,NULL,NULL);
INSERT INTO "plan" VALUES(8,4,'light_trap','4,5,6,7,8,9,10,11',28,NULL,NULL);
INSERT INTO "plan" VALUES(9,5,'snap_trap','1,2,3,4,5,6,7,8,9,10,11,12',15,NULL,NULL);
INSERT INTO "plan" VALUES(10,5,'light_trap','4,5,6,7,8,9,10,11',28,NULL,NULL);
INSERT INTO "plan" VALUES(11,6,'snap_trap','1,2,3,4,5,6,7,8,9,10,11,12',15,NULL,NULL);
INSERT INTO "plan" VALUES(12,6,'light_trap','4,5,6,7,8,9,10,11',28,NULL,NULL);
INSERT INTO "plan" VALUES(13,7,'snap_trap','1,2,3,4,5,6,7,8,9,10,11,12',15,NULL,NULL);
INSERT INTO "plan" VALUES(14,7,'light_trap','4,5,6,7,8,9,10,11',28,NULL,NULL);
CREATE TABLE population (
	id INTEGER NOT NULL, 
	region_id INTEGER NOT NULL, 
	counted_on DATE NOT NULL, 
	persons INTEGER NOT NULL, 
	source VARCHAR NOT NULL, 
	CONSTRAINT pk_population PRIMARY KEY (id), 
	CONSTRAINT ck_population_persons CHECK (persons >= 0), 
	CONSTRAINT fk_population_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT uq_population_region_id_counted_on UNIQUE (region_id, counted_on)
);
INSERT INTO "population" VALUES(1,4,'2026-06-11',0,'‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL');
CREATE TABLE prediction (
	id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	region_id INTEGER NOT NULL, 
	station_id INTEGER, 
	method VARCHAR NOT NULL, 
	index_id VARCHAR NOT NULL, 
	period INTEGER NOT NULL, 
	start DATE NOT NULL, 
	horizon INTEGER NOT NULL, 
	effort DOUBLE NOT NULL, 
	mean DOUBLE NOT NULL, 
	density DOUBLE NOT NULL, 
	lower DOUBLE NOT NULL, 
	upper DOUBLE NOT NULL, 
	quantiles JSON NOT NULL, 
	"limit" VARCHAR, 
	p_beyond DOUBLE, 
	model VARCHAR NOT NULL, 
	CONSTRAINT pk_prediction PRIMARY KEY (id), 
	CONSTRAINT fk_prediction_run_id FOREIGN KEY(run_id) REFERENCES model_run (id), 
	CONSTRAINT fk_prediction_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT fk_prediction_station_id FOREIGN KEY(station_id) REFERENCES station (id)
);
INSERT INTO "prediction" VALUES(1,1,3,1,'snap_trap','trap_rate',2945,'2026-06-22',1,3.00000000000000044408e-01,1.0e-300,3.33333333333333314829e-01,0.0,1.0e+300,'[0.1, 0.2, 0.3333333333333333]','2.50',NULL,'rule');
CREATE TABLE "region" (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	parent_id INTEGER, 
	population INTEGER, 
	geometry TEXT, 
	valid_from DATE, 
	valid_to DATE, 
	CONSTRAINT pk_region PRIMARY KEY (id), 
	CONSTRAINT fk_region_parent_id FOREIGN KEY(parent_id) REFERENCES region (id), 
	CONSTRAINT ck_region_level CHECK (level IN ('province', 'city', 'county', 'street', 'community', 'grid')), 
	CONSTRAINT ck_region_valid CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from)
);
INSERT INTO "region" VALUES(1,'0','小县','county',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "region" VALUES(2,'0-0','未划分街道','street',1,NULL,NULL,NULL,NULL);
INSERT INTO "region" VALUES(3,'s0','东街','street',1,NULL,'{"type": "Polygon", "coordinates": [[[0, 0], [0, 0.05], [0.05, 0.05], [0.05, 0], [0, 0]]]}',NULL,NULL);
INSERT INTO "region" VALUES(4,'s1','西街','street',1,0,'{"type":"MultiPolygon","coordinates":[[[[-0.05,0.05],[-0.05,0.09],[0.05,0.09],[0.05,0.05],[-0.05,0.05]]],[[[-0.05,0],[-0.05,0.05],[0,0.05],[0,0],[-0.05,0]]]]}',NULL,NULL);
INSERT INTO "region" VALUES(5,'s2','北街','street',1,NULL,'{"type": "Polygon", "coordinates": [[[-0.05, 0.05], [-0.05, 0.09], [0.05, 0.09], [0.05, 0.05], [-0.05, 0.05]]]}',NULL,'2026-06-10');
INSERT INTO "region" VALUES(6,'R0001','松岭镇','street',1,NULL,NULL,NULL,NULL);
INSERT INTO "region" VALUES(7,'R0002','青石街道','street',1,NULL,NULL,NULL,NULL);
INSERT INTO "region" VALUES(900,'9-1','后','community',901,NULL,NULL,NULL,NULL);
INSERT INTO "region" VALUES(901,'9-2','先','street',NULL,2147483647,NULL,NULL,NULL);
CREATE TABLE region_past (
	id INTEGER NOT NULL, 
	region_id INTEGER NOT NULL, 
	until DATE NOT NULL, 
	name VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	parent_id INTEGER, 
	geometry TEXT, 
	CONSTRAINT pk_region_past PRIMARY KEY (id), 
	CONSTRAINT fk_region_past_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT fk_region_past_parent_id FOREIGN KEY(parent_id) REFERENCES region (id), 
	CONSTRAINT uq_region_past_region_id_until UNIQUE (region_id, until)
);
INSERT INTO "region_past" VALUES(1,5,'2026-06-10','北街','s2',1,'{"type": "Polygon", "coordinates": [[[-0.05, 0.05], [-0.05, 0.09], [0.05, 0.09], [0.05, 0.05], [-0.05, 0.05]]]}');
INSERT INTO "region_past" VALUES(2,4,'2026-06-10','西街','s1',1,'{"type": "Polygon", "coordinates": [[[-0.05, 0], [-0.05, 0.05], [0, 0.05], [0, 0], [-0.05, 0]]]}');
CREATE TABLE reminder (
	id INTEGER NOT NULL, 
	station_id INTEGER NOT NULL, 
	method VARCHAR NOT NULL, 
	month DATE NOT NULL, 
	due DATE NOT NULL, 
	digest_id INTEGER NOT NULL, 
	CONSTRAINT pk_reminder PRIMARY KEY (id), 
	CONSTRAINT fk_reminder_station_id FOREIGN KEY(station_id) REFERENCES station (id), 
	CONSTRAINT fk_reminder_digest_id FOREIGN KEY(digest_id) REFERENCES digest (id), 
	CONSTRAINT uq_reminder_station_id_method_month UNIQUE (station_id, method, month)
);
INSERT INTO "reminder" VALUES(1,1,'snap_trap','2026-06-01','2026-06-15',2);
CREATE TABLE reply (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	status INTEGER NOT NULL, 
	location VARCHAR, 
	body TEXT NOT NULL, 
	answered_at DATETIME NOT NULL, 
	CONSTRAINT pk_reply PRIMARY KEY (id), 
	CONSTRAINT fk_reply_account_id FOREIGN KEY(account_id) REFERENCES account (id), 
	CONSTRAINT uq_reply_account_id_key UNIQUE (account_id, "key")
);
INSERT INTO "reply" VALUES(1,1,'k','0000000000000000000000000000000000000000000000000000000000000000',201,'/x','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL','2026-06-01 01:00:00.000000');
CREATE TABLE result (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	region_id INTEGER NOT NULL, 
	parameters JSON NOT NULL, 
	question VARCHAR NOT NULL, 
	model_version VARCHAR NOT NULL, 
	data_version VARCHAR NOT NULL, 
	rows INTEGER NOT NULL, 
	made_at DATETIME NOT NULL, 
	made_by VARCHAR NOT NULL, 
	CONSTRAINT pk_result PRIMARY KEY (id), 
	CONSTRAINT fk_result_region_id FOREIGN KEY(region_id) REFERENCES region (id)
);
INSERT INTO "result" VALUES(1,'season','trap_rate',3,'{"\u8bcd": ["\u2018\u9f20\u2019\t\\N \\. \\\\x00 \n\r\"\u866b\" \ud842\udfb7\u3001e\u0301; {} NULL", 1.5, null]}','2941b7fd4349192a422319117709b686066bc3c51e52e97a9058d210c61dc9b0','2026.1','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',3,'2026-06-01 01:00:00.000000','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL');
CREATE TABLE result_station (
	result_id INTEGER NOT NULL, 
	station_id INTEGER NOT NULL, 
	CONSTRAINT pk_result_station PRIMARY KEY (result_id, station_id), 
	CONSTRAINT fk_result_station_result_id FOREIGN KEY(result_id) REFERENCES result (id), 
	CONSTRAINT fk_result_station_station_id FOREIGN KEY(station_id) REFERENCES station (id)
);
INSERT INTO "result_station" VALUES(1,1);
CREATE TABLE result_table (
	result_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	columns JSON NOT NULL, 
	CONSTRAINT pk_result_table PRIMARY KEY (result_id, name), 
	CONSTRAINT fk_result_table_result_id FOREIGN KEY(result_id) REFERENCES result (id)
);
INSERT INTO "result_table" VALUES(1,'season',0,'[{"name": "\u2018\u9f20\u2019\t\\N \\. \\\\x00 \n\r\"\u866b\" \ud842\udfb7\u3001e\u0301; {} NULL", "dtype": "float64", "values": [0.30000000000000004, null, "-inf"]}, {"name": "\u8bcd", "dtype": "str", "values": ["\u2018\u9f20\u2019\t\\N \\. \\\\x00 \n\r\"\u866b\" \ud842\udfb7\u3001e\u0301; {} NULL", "", null]}]');
INSERT INTO "result_table" VALUES(1,'空',1,'[{"name": "\u2018\u9f20\u2019\t\\N \\. \\\\x00 \n\r\"\u866b\" \ud842\udfb7\u3001e\u0301; {} NULL", "dtype": "float64", "values": []}, {"name": "\u8bcd", "dtype": "str", "values": []}]');
CREATE TABLE role (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	description VARCHAR, 
	CONSTRAINT pk_role PRIMARY KEY (id), 
	CONSTRAINT uq_role_name UNIQUE (name)
);
INSERT INTO "role" VALUES(1,'manager',NULL);
INSERT INTO "role" VALUES(2,'staff',NULL);
INSERT INTO "role" VALUES(3,'office',NULL);
INSERT INTO "role" VALUES(4,'administrator',NULL);
INSERT INTO "role" VALUES(5,'auditor',NULL);
CREATE TABLE score (
	id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	region_id INTEGER NOT NULL, 
	station_id INTEGER, 
	method VARCHAR NOT NULL, 
	index_id VARCHAR NOT NULL, 
	model VARCHAR NOT NULL, 
	horizon INTEGER NOT NULL, 
	targets INTEGER NOT NULL, 
	log_crps DOUBLE NOT NULL, 
	wis DOUBLE NOT NULL, 
	coverage80 DOUBLE NOT NULL, 
	coverage95 DOUBLE NOT NULL, 
	skill_climatology DOUBLE, 
	skill_last_year DOUBLE, 
	chosen BOOLEAN NOT NULL, 
	CONSTRAINT pk_score PRIMARY KEY (id), 
	CONSTRAINT fk_score_run_id FOREIGN KEY(run_id) REFERENCES model_run (id), 
	CONSTRAINT fk_score_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT fk_score_station_id FOREIGN KEY(station_id) REFERENCES station (id)
);
INSERT INTO "score" VALUES(1,1,3,NULL,'snap_trap','trap_rate','rule',0,9,0.25,6.66666666666666629659e-01,0.8,0.95,NULL,NULL,1);
CREATE TABLE staged (
	id INTEGER NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	filename VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	hold_bad_rows BOOLEAN NOT NULL, 
	surveys INTEGER NOT NULL, 
	held INTEGER NOT NULL, 
	region_id INTEGER, 
	upload_id INTEGER, 
	CONSTRAINT pk_staged PRIMARY KEY (id), 
	CONSTRAINT ck_staged_kind CHECK (kind IN ('surveys', 'assays')), 
	CONSTRAINT ck_staged_state CHECK (state IN ('staged', 'submitted', 'returned', 'accepted', 'discarded')), 
	CONSTRAINT ck_staged_accepted CHECK ((state = 'accepted') = (upload_id IS NOT NULL)), 
	CONSTRAINT fk_staged_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT fk_staged_upload_id FOREIGN KEY(upload_id) REFERENCES upload (id)
);
INSERT INTO "staged" VALUES(1,'0000000000000000000000000000000000000000000000000000000000000000','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',2097154,'surveys','returned',1,3,1,NULL,NULL);
CREATE TABLE staged_file (
	staged_id INTEGER NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_staged_file PRIMARY KEY (staged_id), 
	CONSTRAINT fk_staged_file_staged_id FOREIGN KEY(staged_id) REFERENCES staged (id)
);
INSERT INTO "staged_file" VALUES(1,X'000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9FA0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDFE0E1E2E3E4E5E6E7E8E9EAEBECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9FA0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDFE0E1E2E3E4E5E6E7E8E9EAEBECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF');
CREATE TABLE staged_step (
	id INTEGER NOT NULL, 
	staged_id INTEGER NOT NULL, 
	what VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	reason VARCHAR NOT NULL, 
	CONSTRAINT pk_staged_step PRIMARY KEY (id), 
	CONSTRAINT ck_staged_step_what CHECK (what IN ('staged', 'submitted', 'returned', 'accepted', 'discarded')), 
	CONSTRAINT fk_staged_step_staged_id FOREIGN KEY(staged_id) REFERENCES staged (id)
);
INSERT INTO "staged_step" VALUES(1,1,'submitted','王','2026-06-01 01:00:00.000000','');
INSERT INTO "staged_step" VALUES(2,1,'returned','王','2026-06-01 01:00:00.000000','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL');
CREATE TABLE station (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	region_id INTEGER NOT NULL, 
	habitat VARCHAR, 
	longitude DOUBLE, 
	latitude DOUBLE, 
	active_from DATE, 
	active_to DATE, method VARCHAR, equipment VARCHAR, site INTEGER DEFAULT 1 NOT NULL, 
	CONSTRAINT pk_station PRIMARY KEY (id), 
	CONSTRAINT fk_station_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT uq_station_code UNIQUE (code), 
	CONSTRAINT uq_station_region_id_name UNIQUE (region_id, name)
);
INSERT INTO "station" VALUES(1,'p0','东街菜市场',3,NULL,0.012,0.013,NULL,NULL,NULL,NULL,1);
INSERT INTO "station" VALUES(2,'p1','东街小区',3,NULL,0.033,0.028,NULL,NULL,NULL,NULL,1);
INSERT INTO "station" VALUES(3,'p2','河边公园',3,NULL,0.021,0.041,NULL,NULL,NULL,NULL,1);
INSERT INTO "station" VALUES(4,'p3','西街医院',4,NULL,-0.03,0.02,NULL,NULL,NULL,NULL,1);
INSERT INTO "station" VALUES(5,'p4','西街学校',4,NULL,-0.014,0.036,NULL,NULL,NULL,NULL,1);
INSERT INTO "station" VALUES(6,'p5','西街工地',4,NULL,-0.04,0.04,NULL,NULL,NULL,NULL,1);
INSERT INTO "station" VALUES(7,'p6','北街养老院',4,NULL,0.0,0.07,NULL,NULL,NULL,NULL,1);
INSERT INTO "station" VALUES(8,'S00001','松岭村',6,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "station" VALUES(9,'S00002','东湖小区',7,'居民区',NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "station" VALUES(10,'S00003','南门市场',7,'农贸市场',NULL,NULL,NULL,NULL,NULL,NULL,1);
CREATE TABLE station_past (
	id INTEGER NOT NULL, 
	station_id INTEGER NOT NULL, 
	until DATE NOT NULL, 
	name VARCHAR NOT NULL, 
	region_id INTEGER NOT NULL, 
	street_id INTEGER NOT NULL, 
	today_id INTEGER NOT NULL, 
	site INTEGER NOT NULL, 
	habitat VARCHAR, 
	method VARCHAR, 
	equipment VARCHAR, 
	longitude DOUBLE, 
	latitude DOUBLE, 
	CONSTRAINT pk_station_past PRIMARY KEY (id), 
	CONSTRAINT fk_station_past_station_id FOREIGN KEY(station_id) REFERENCES station (id), 
	CONSTRAINT fk_station_past_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT fk_station_past_street_id FOREIGN KEY(street_id) REFERENCES region (id), 
	CONSTRAINT fk_station_past_today_id FOREIGN KEY(today_id) REFERENCES region (id), 
	CONSTRAINT uq_station_past_station_id_until UNIQUE (station_id, until)
);
INSERT INTO "station_past" VALUES(1,7,'2026-06-10','北街养老院',5,5,4,1,NULL,NULL,NULL,0.0,0.07);
CREATE TABLE succession (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	from_id INTEGER NOT NULL, 
	to_id INTEGER NOT NULL, 
	was VARCHAR NOT NULL, 
	became VARCHAR NOT NULL, 
	ground VARCHAR NOT NULL, 
	CONSTRAINT pk_succession PRIMARY KEY (id), 
	CONSTRAINT ck_succession_kind CHECK (kind IN ('rename', 'merge', 'split', 'transfer')), 
	CONSTRAINT fk_succession_from_id FOREIGN KEY(from_id) REFERENCES region (id), 
	CONSTRAINT fk_succession_to_id FOREIGN KEY(to_id) REFERENCES region (id), 
	CONSTRAINT uq_succession_from_id_to_id_day_kind UNIQUE (from_id, to_id, day, kind)
);
INSERT INTO "succession" VALUES(1,'merge','2026-06-11',5,4,'北街','西街','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL');
CREATE TABLE survey (
	id INTEGER NOT NULL, 
	method VARCHAR NOT NULL, 
	date DATE NOT NULL, 
	habitat VARCHAR NOT NULL, 
	fields JSON NOT NULL, 
	sheet VARCHAR NOT NULL, 
	"row" INTEGER NOT NULL, 
	note VARCHAR, 
	upload_id INTEGER NOT NULL, 
	station_id INTEGER NOT NULL, 
	CONSTRAINT pk_survey PRIMARY KEY (id), 
	CONSTRAINT fk_survey_station_id FOREIGN KEY(station_id) REFERENCES station (id), 
	CONSTRAINT fk_survey_upload_id FOREIGN KEY(upload_id) REFERENCES upload (id), 
	CONSTRAINT uq_survey_station_id_method_date_habitat UNIQUE (station_id, method, date, habitat)
);
INSERT INTO "survey" VALUES(1,'snap_trap','2025-05-12','','{"set":200,"effective":196,"caught":0}','CSV',2,NULL,1,1);
INSERT INTO "survey" VALUES(2,'snap_trap','2025-06-12','','{"set":200,"effective":196,"caught":1}','CSV',12,NULL,1,1);
INSERT INTO "survey" VALUES(3,'snap_trap','2025-07-12','','{"set":200,"effective":196,"caught":2}','CSV',24,NULL,1,1);
INSERT INTO "survey" VALUES(4,'snap_trap','2025-08-12','','{"set":200,"effective":196,"caught":0}','CSV',36,NULL,1,1);
INSERT INTO "survey" VALUES(5,'snap_trap','2025-09-12','','{"set":200,"effective":196,"caught":1}','CSV',46,NULL,1,1);
INSERT INTO "survey" VALUES(6,'snap_trap','2025-10-12','','{"set":200,"effective":196,"caught":2}','CSV',58,NULL,1,1);
INSERT INTO "survey" VALUES(7,'snap_trap','2025-11-12','','{"set":200,"effective":196,"caught":0}','CSV',70,NULL,1,1);
INSERT INTO "survey" VALUES(8,'snap_trap','2025-12-12','','{"set":200,"effective":196,"caught":1}','CSV',80,NULL,1,1);
INSERT INTO "survey" VALUES(9,'snap_trap','2026-01-12','','{"set":200,"effective":196,"caught":2}','CSV',86,NULL,1,1);
INSERT INTO "survey" VALUES(10,'snap_trap','2026-02-12','','{"set":200,"effective":196,"caught":0}','CSV',92,NULL,1,1);
INSERT INTO "survey" VALUES(11,'snap_trap','2026-03-12','','{"set":200,"effective":196,"caught":10}','CSV',97,NULL,1,1);
INSERT INTO "survey" VALUES(12,'snap_trap','2026-04-12','','{"set":200,"effective":196,"caught":11}','CSV',103,NULL,1,1);
INSERT INTO "survey" VALUES(13,'snap_trap','2026-05-12','','{"set":200,"effective":196,"caught":9}','CSV',115,NULL,1,1);
INSERT INTO "survey" VALUES(14,'snap_trap','2026-06-12','','{"set":200,"effective":196,"caught":10}','CSV',129,NULL,1,1);
INSERT INTO "survey" VALUES(15,'snap_trap','2025-05-12','','{"set":200,"effective":196,"caught":1}','CSV',4,NULL,1,2);
INSERT INTO "survey" VALUES(16,'snap_trap','2025-06-12','','{"set":200,"effective":196,"caught":2}','CSV',14,NULL,1,2);
INSERT INTO "survey" VALUES(17,'snap_trap','2025-07-12','','{"set":200,"effective":196,"caught":0}','CSV',26,NULL,1,2);
INSERT INTO "survey" VALUES(18,'snap_trap','2025-08-12','','{"set":200,"effective":196,"caught":1}','CSV',38,NULL,1,2);
INSERT INTO "survey" VALUES(19,'snap_trap','2025-09-12','','{"set":200,"effective":196,"caught":2}','CSV',48,NULL,1,2);
INSERT INTO "survey" VALUES(20,'snap_trap','2025-10-12','','{"set":200,"effective":196,"caught":0}','CSV',60,NULL,1,2);
INSERT INTO "survey" VALUES(21,'snap_trap','2025-11-12','','{"set":200,"effective":196,"caught":1}','CSV',72,NULL,1,2);
INSERT INTO "survey" VALUES(22,'snap_trap','2025-12-12','','{"set":200,"effective":196,"caught":2}','CSV',81,NULL,1,2);
INSERT INTO "survey" VALUES(23,'snap_trap','2026-01-12','','{"set":200,"effective":196,"caught":0}','CSV',87,NULL,1,2);
INSERT INTO "survey" VALUES(24,'snap_trap','2026-02-12','','{"set":200,"effective":196,"caught":1}','CSV',93,NULL,1,2);
INSERT INTO "survey" VALUES(25,'snap_trap','2026-03-12','','{"set":200,"effective":196,"caught":2}','CSV',98,NULL,1,2);
INSERT INTO "survey" VALUES(26,'snap_trap','2026-04-12','','{"set":200,"effective":196,"caught":0}','CSV',105,NULL,1,2);
INSERT INTO "survey" VALUES(27,'snap_trap','2026-05-12','','{"set":200,"effective":196,"caught":1}','CSV',118,NULL,1,2);
INSERT INTO "survey" VALUES(28,'snap_trap','2026-06-12','','{"set":200,"effective":196,"caught":2}','CSV',132,NULL,1,2);
INSERT INTO "survey" VALUES(29,'snap_trap','2025-05-12','','{"set":200,"effective":196,"caught":2}','CSV',6,NULL,1,3);
INSERT INTO "survey" VALUES(30,'snap_trap','2025-06-12','','{"set":200,"effective":196,"caught":0}','CSV',16,NULL,1,3);
INSERT INTO "survey" VALUES(31,'snap_trap','2025-07-12','','{"set":200,"effective":196,"caught":1}','CSV',28,NULL,1,3);
INSERT INTO "survey" VALUES(32,'snap_trap','2025-08-12','','{"set":200,"effective":196,"caught":2}','CSV',40,NULL,1,3);
INSERT INTO "survey" VALUES(33,'snap_trap','2025-09-12','','{"set":200,"effective":196,"caught":0}','CSV',50,NULL,1,3);
INSERT INTO "survey" VALUES(34,'snap_trap','2025-10-12','','{"set":200,"effective":196,"caught":1}','CSV',62,NULL,1,3);
INSERT INTO "survey" VALUES(35,'snap_trap','2025-11-12','','{"set":200,"effective":196,"caught":2}','CSV',74,NULL,1,3);
INSERT INTO "survey" VALUES(36,'snap_trap','2025-12-12','','{"set":200,"effective":196,"caught":0}','CSV',82,NULL,1,3);
INSERT INTO "survey" VALUES(37,'snap_trap','2026-01-12','','{"set":200,"effective":196,"caught":1}','CSV',88,NULL,1,3);
INSERT INTO "survey" VALUES(38,'snap_trap','2026-02-12','','{"set":200,"effective":196,"caught":2}','CSV',94,NULL,1,3);
INSERT INTO "survey" VALUES(39,'snap_trap','2026-03-12','','{"set":200,"effective":196,"caught":0}','CSV',99,NULL,1,3);
INSERT INTO "survey" VALUES(40,'snap_trap','2026-04-12','','{"set":200,"effective":196,"caught":1}','CSV',107,NULL,1,3);
INSERT INTO "survey" VALUES(41,'snap_trap','2026-05-12','','{"set":200,"effective":196,"caught":2}','CSV',121,NULL,1,3);
INSERT INTO "survey" VALUES(42,'snap_trap','2026-06-12','','{"set":200,"effective":196,"caught":0}','CSV',135,NULL,1,3);
INSERT INTO "survey" VALUES(43,'snap_trap','2025-05-12','','{"set":200,"effective":196,"caught":0}','CSV',8,NULL,1,4);
INSERT INTO "survey" VALUES(44,'snap_trap','2025-06-12','','{"set":200,"effective":196,"caught":1}','CSV',18,NULL,1,4);
INSERT INTO "survey" VALUES(45,'snap_trap','2025-07-12','','{"set":200,"effective":196,"caught":2}','CSV',30,NULL,1,4);
INSERT INTO "survey" VALUES(46,'snap_trap','2025-08-12','','{"set":200,"effective":196,"caught":0}','CSV',42,NULL,1,4);
INSERT INTO "survey" VALUES(47,'snap_trap','2025-09-12','','{"set":200,"effective":196,"caught":1}','CSV',52,NULL,1,4);
INSERT INTO "survey" VALUES(48,'snap_trap','2025-10-12','','{"set":200,"effective":196,"caught":2}','CSV',64,NULL,1,4);
INSERT INTO "survey" VALUES(49,'snap_trap','2025-11-12','','{"set":200,"effective":196,"caught":0}','CSV',76,NULL,1,4);
INSERT INTO "survey" VALUES(50,'snap_trap','2025-12-12','','{"set":200,"effective":196,"caught":1}','CSV',83,NULL,1,4);
INSERT INTO "survey" VALUES(51,'snap_trap','2026-01-12','','{"set":200,"effective":196,"caught":2}','CSV',89,NULL,1,4);
INSERT INTO "survey" VALUES(52,'snap_trap','2026-02-12','','{"set":200,"effective":196,"caught":0}','CSV',95,NULL,1,4);
INSERT INTO "survey" VALUES(53,'snap_trap','2026-03-12','','{"set":200,"effective":196,"caught":1}','CSV',100,NULL,1,4);
INSERT INTO "survey" VALUES(54,'snap_trap','2026-04-12','','{"set":200,"effective":196,"caught":2}','CSV',109,NULL,1,4);
INSERT INTO "survey" VALUES(55,'snap_trap','2026-05-12','','{"set":200,"effective":196,"caught":0}','CSV',124,NULL,1,4);
INSERT INTO "survey" VALUES(56,'snap_trap','2026-06-12','','{"set":200,"effective":196,"caught":1}','CSV',138,NULL,1,4);
INSERT INTO "survey" VALUES(57,'snap_trap','2025-05-12','','{"set":200,"effective":196,"caught":1}','CSV',10,NULL,1,5);
INSERT INTO "survey" VALUES(58,'snap_trap','2025-06-12','','{"set":200,"effective":196,"caught":2}','CSV',20,NULL,1,5);
INSERT INTO "survey" VALUES(59,'snap_trap','2025-07-12','','{"set":200,"effective":196,"caught":0}','CSV',32,NULL,1,5);
INSERT INTO "survey" VALUES(60,'snap_trap','2025-08-12','','{"set":200,"effective":196,"caught":1}','CSV',44,NULL,1,5);
INSERT INTO "survey" VALUES(61,'snap_trap','2025-09-12','','{"set":200,"effective":196,"caught":2}','CSV',54,NULL,1,5);
INSERT INTO "survey" VALUES(62,'snap_trap','2025-10-12','','{"set":200,"effective":196,"caught":0}','CSV',66,NULL,1,5);
INSERT INTO "survey" VALUES(63,'snap_trap','2025-11-12','','{"set":200,"effective":196,"caught":1}','CSV',78,NULL,1,5);
INSERT INTO "survey" VALUES(64,'snap_trap','2025-12-12','','{"set":200,"effective":196,"caught":2}','CSV',84,NULL,1,5);
INSERT INTO "survey" VALUES(65,'snap_trap','2026-01-12','','{"set":200,"effective":196,"caught":0}','CSV',90,NULL,1,5);
INSERT INTO "survey" VALUES(66,'snap_trap','2026-02-12','','{"set":200,"effective":196,"caught":1}','CSV',96,NULL,1,5);
INSERT INTO "survey" VALUES(67,'snap_trap','2026-03-12','','{"set":200,"effective":196,"caught":2}','CSV',101,NULL,1,5);
INSERT INTO "survey" VALUES(68,'snap_trap','2026-04-12','','{"set":200,"effective":196,"caught":0}','CSV',111,NULL,1,5);
INSERT INTO "survey" VALUES(69,'snap_trap','2026-05-12','','{"set":200,"effective":196,"caught":1}','CSV',127,NULL,1,5);
INSERT INTO "survey" VALUES(70,'snap_trap','2026-06-12','','{"set":200,"effective":196,"caught":2}','CSV',141,NULL,1,5);
INSERT INTO "survey" VALUES(71,'snap_trap','2025-06-12','','{"set":200,"effective":196,"caught":0}','CSV',22,NULL,1,6);
INSERT INTO "survey" VALUES(72,'snap_trap','2025-07-12','','{"set":200,"effective":196,"caught":1}','CSV',34,NULL,1,6);
INSERT INTO "survey" VALUES(73,'snap_trap','2025-09-12','','{"set":200,"effective":196,"caught":0}','CSV',56,NULL,1,6);
INSERT INTO "survey" VALUES(74,'snap_trap','2025-10-12','','{"set":200,"effective":196,"caught":1}','CSV',68,NULL,1,6);
INSERT INTO "survey" VALUES(75,'snap_trap','2025-12-12','','{"set":200,"effective":196,"caught":0}','CSV',85,NULL,1,6);
INSERT INTO "survey" VALUES(76,'snap_trap','2026-01-12','','{"set":200,"effective":196,"caught":1}','CSV',91,NULL,1,6);
INSERT INTO "survey" VALUES(77,'snap_trap','2026-03-12','','{"set":200,"effective":196,"caught":0}','CSV',102,NULL,1,6);
INSERT INTO "survey" VALUES(78,'snap_trap','2026-04-12','','{"set":200,"effective":196,"caught":1}','CSV',113,NULL,1,6);
INSERT INTO "survey" VALUES(79,'snap_trap','2026-06-12','','{"set":200,"effective":196,"caught":0}','CSV',143,NULL,1,6);
INSERT INTO "survey" VALUES(80,'light_trap','2025-05-12','','{"lamps":1,"nights":1,"females":8}','CSV',3,NULL,1,1);
INSERT INTO "survey" VALUES(81,'light_trap','2025-06-12','','{"lamps":1,"nights":1,"females":11}','CSV',13,NULL,1,1);
INSERT INTO "survey" VALUES(82,'light_trap','2025-07-12','','{"lamps":1,"nights":1,"females":14}','CSV',25,NULL,1,1);
INSERT INTO "survey" VALUES(83,'light_trap','2025-08-12','','{"lamps":1,"nights":1,"females":6}','CSV',37,NULL,1,1);
INSERT INTO "survey" VALUES(84,'light_trap','2025-09-12','','{"lamps":1,"nights":1,"females":9}','CSV',47,NULL,1,1);
INSERT INTO "survey" VALUES(85,'light_trap','2025-10-12','','{"lamps":1,"nights":1,"females":12}','CSV',59,NULL,1,1);
INSERT INTO "survey" VALUES(86,'light_trap','2025-11-12','','{"lamps":1,"nights":1,"females":4}','CSV',71,NULL,1,1);
INSERT INTO "survey" VALUES(87,'light_trap','2026-04-12','','{"lamps":1,"nights":1,"females":5}','CSV',104,NULL,1,1);
INSERT INTO "survey" VALUES(88,'light_trap','2026-05-12','','{"lamps":1,"nights":1,"females":8}','CSV',116,NULL,1,1);
INSERT INTO "survey" VALUES(89,'light_trap','2026-06-12','','{"lamps":1,"nights":1,"females":11}','CSV',130,NULL,1,1);
INSERT INTO "survey" VALUES(90,'light_trap','2025-05-12','','{"lamps":1,"nights":1,"females":13}','CSV',5,NULL,1,2);
INSERT INTO "survey" VALUES(91,'light_trap','2025-06-12','','{"lamps":1,"nights":1,"females":5}','CSV',15,NULL,1,2);
INSERT INTO "survey" VALUES(92,'light_trap','2025-07-12','','{"lamps":1,"nights":1,"females":8}','CSV',27,NULL,1,2);
INSERT INTO "survey" VALUES(93,'light_trap','2025-08-12','','{"lamps":1,"nights":1,"females":11}','CSV',39,NULL,1,2);
INSERT INTO "survey" VALUES(94,'light_trap','2025-09-12','','{"lamps":1,"nights":1,"females":14}','CSV',49,NULL,1,2);
INSERT INTO "survey" VALUES(95,'light_trap','2025-10-12','','{"lamps":1,"nights":1,"females":6}','CSV',61,NULL,1,2);
INSERT INTO "survey" VALUES(96,'light_trap','2025-11-12','','{"lamps":1,"nights":1,"females":9}','CSV',73,NULL,1,2);
INSERT INTO "survey" VALUES(97,'light_trap','2026-04-12','','{"lamps":1,"nights":1,"females":10}','CSV',106,NULL,1,2);
INSERT INTO "survey" VALUES(98,'light_trap','2026-05-12','','{"lamps":1,"nights":1,"females":13}','CSV',119,NULL,1,2);
INSERT INTO "survey" VALUES(99,'light_trap','2026-06-12','','{"lamps":1,"nights":1,"females":5}','CSV',133,NULL,1,2);
INSERT INTO "survey" VALUES(100,'light_trap','2025-05-12','','{"lamps":1,"nights":1,"females":7}','CSV',7,NULL,1,3);
INSERT INTO "survey" VALUES(101,'light_trap','2025-06-12','','{"lamps":1,"nights":1,"females":10}','CSV',17,NULL,1,3);
INSERT INTO "survey" VALUES(102,'light_trap','2025-07-12','','{"lamps":1,"nights":1,"females":13}','CSV',29,NULL,1,3);
INSERT INTO "survey" VALUES(103,'light_trap','2025-08-12','','{"lamps":1,"nights":1,"females":5}','CSV',41,NULL,1,3);
INSERT INTO "survey" VALUES(104,'light_trap','2025-09-12','','{"lamps":1,"nights":1,"females":8}','CSV',51,NULL,1,3);
INSERT INTO "survey" VALUES(105,'light_trap','2025-10-12','','{"lamps":1,"nights":1,"females":11}','CSV',63,NULL,1,3);
INSERT INTO "survey" VALUES(106,'light_trap','2025-11-12','','{"lamps":1,"nights":1,"females":14}','CSV',75,NULL,1,3);
INSERT INTO "survey" VALUES(107,'light_trap','2026-04-12','','{"lamps":1,"nights":1,"females":4}','CSV',108,NULL,1,3);
INSERT INTO "survey" VALUES(108,'light_trap','2026-05-12','','{"lamps":1,"nights":1,"females":7}','CSV',122,NULL,1,3);
INSERT INTO "survey" VALUES(109,'light_trap','2026-06-12','','{"lamps":1,"nights":0,"females":0}','CSV',136,NULL,1,3);
INSERT INTO "survey" VALUES(110,'light_trap','2025-05-12','','{"lamps":1,"nights":1,"females":12}','CSV',9,NULL,1,4);
INSERT INTO "survey" VALUES(111,'light_trap','2025-06-12','','{"lamps":1,"nights":1,"females":4}','CSV',19,NULL,1,4);
INSERT INTO "survey" VALUES(112,'light_trap','2025-07-12','','{"lamps":1,"nights":1,"females":7}','CSV',31,NULL,1,4);
INSERT INTO "survey" VALUES(113,'light_trap','2025-08-12','','{"lamps":1,"nights":1,"females":10}','CSV',43,NULL,1,4);
INSERT INTO "survey" VALUES(114,'light_trap','2025-09-12','','{"lamps":1,"nights":1,"females":13}','CSV',53,NULL,1,4);
INSERT INTO "survey" VALUES(115,'light_trap','2025-10-12','','{"lamps":1,"nights":1,"females":5}','CSV',65,NULL,1,4);
INSERT INTO "survey" VALUES(116,'light_trap','2025-11-12','','{"lamps":1,"nights":1,"females":8}','CSV',77,NULL,1,4);
INSERT INTO "survey" VALUES(117,'light_trap','2026-04-12','','{"lamps":1,"nights":1,"females":9}','CSV',110,NULL,1,4);
INSERT INTO "survey" VALUES(118,'light_trap','2026-05-12','','{"lamps":1,"nights":1,"females":12}','CSV',125,NULL,1,4);
INSERT INTO "survey" VALUES(119,'light_trap','2026-06-12','','{"lamps":1,"nights":1,"females":4}','CSV',139,NULL,1,4);
INSERT INTO "survey" VALUES(120,'light_trap','2025-05-12','','{"lamps":1,"nights":1,"females":6}','CSV',11,NULL,1,5);
INSERT INTO "survey" VALUES(121,'light_trap','2025-06-12','','{"lamps":1,"nights":1,"females":9}','CSV',21,NULL,1,5);
INSERT INTO "survey" VALUES(122,'light_trap','2025-07-12','','{"lamps":1,"nights":1,"females":12}','CSV',33,NULL,1,5);
INSERT INTO "survey" VALUES(123,'light_trap','2025-08-12','','{"lamps":1,"nights":1,"females":4}','CSV',45,NULL,1,5);
INSERT INTO "survey" VALUES(124,'light_trap','2025-09-12','','{"lamps":1,"nights":1,"females":7}','CSV',55,NULL,1,5);
INSERT INTO "survey" VALUES(125,'light_trap','2025-10-12','','{"lamps":1,"nights":1,"females":10}','CSV',67,NULL,1,5);
INSERT INTO "survey" VALUES(126,'light_trap','2025-11-12','','{"lamps":1,"nights":1,"females":13}','CSV',79,NULL,1,5);
INSERT INTO "survey" VALUES(127,'light_trap','2026-04-12','','{"lamps":1,"nights":1,"females":14}','CSV',112,NULL,1,5);
INSERT INTO "survey" VALUES(128,'light_trap','2026-05-12','','{"lamps":1,"nights":1,"females":6}','CSV',128,NULL,1,5);
INSERT INTO "survey" VALUES(129,'light_trap','2026-06-12','','{"lamps":1,"nights":1,"females":9}','CSV',142,NULL,1,5);
INSERT INTO "survey" VALUES(130,'light_trap','2025-06-12','','{"lamps":1,"nights":1,"females":14}','CSV',23,NULL,1,6);
INSERT INTO "survey" VALUES(131,'light_trap','2025-07-12','','{"lamps":1,"nights":1,"females":6}','CSV',35,NULL,1,6);
INSERT INTO "survey" VALUES(132,'light_trap','2025-09-12','','{"lamps":1,"nights":1,"females":12}','CSV',57,NULL,1,6);
INSERT INTO "survey" VALUES(133,'light_trap','2025-10-12','','{"lamps":1,"nights":1,"females":4}','CSV',69,NULL,1,6);
INSERT INTO "survey" VALUES(134,'light_trap','2026-04-12','','{"lamps":1,"nights":1,"females":8}','CSV',114,NULL,1,6);
INSERT INTO "survey" VALUES(135,'light_trap','2026-06-12','','{"lamps":1,"nights":1,"females":14}','CSV',144,NULL,1,6);
INSERT INTO "survey" VALUES(136,'rodent_trace_indoor','2026-05-12','','{"rooms":60,"positive_rooms":9}','CSV',117,NULL,1,1);
INSERT INTO "survey" VALUES(137,'rodent_trace_indoor','2026-06-12','','{"rooms":60,"positive_rooms":9}','CSV',131,NULL,1,1);
INSERT INTO "survey" VALUES(138,'rodent_trace_indoor','2026-05-12','','{"rooms":60,"positive_rooms":1}','CSV',120,NULL,1,2);
INSERT INTO "survey" VALUES(139,'rodent_trace_indoor','2026-06-12','','{"rooms":60,"positive_rooms":1}','CSV',134,NULL,1,2);
INSERT INTO "survey" VALUES(140,'rodent_trace_indoor','2026-05-12','','{"rooms":60,"positive_rooms":2}','CSV',123,NULL,1,3);
INSERT INTO "survey" VALUES(141,'rodent_trace_indoor','2026-06-12','','{"rooms":60,"positive_rooms":2}','CSV',137,NULL,1,3);
INSERT INTO "survey" VALUES(142,'rodent_trace_indoor','2026-05-12','','{"rooms":60,"positive_rooms":0}','CSV',126,NULL,1,4);
INSERT INTO "survey" VALUES(143,'rodent_trace_indoor','2026-06-12','','{"rooms":60,"positive_rooms":0}','CSV',140,NULL,1,4);
INSERT INTO "survey" VALUES(144,'rodent_trace_indoor','2026-06-12','','{"rooms":60,"positive_rooms":2}','CSV',145,NULL,1,6);
INSERT INTO "survey" VALUES(155,'snap_trap','2026-05-16','','{"set":100,"effective":98,"caught":1}','长表',5,'雨',5,8);
INSERT INTO "survey" VALUES(156,'snap_trap','2026-04-14','居民区','{"set":100,"effective":98,"caught":3}','长表',2,NULL,5,9);
INSERT INTO "survey" VALUES(157,'snap_trap','2026-05-14','居民区','{"set":100,"effective":98,"caught":0}','长表',3,NULL,5,9);
INSERT INTO "survey" VALUES(158,'snap_trap','2026-05-15','农贸市场','{"set":100,"effective":98,"caught":9}','长表',4,NULL,5,10);
INSERT INTO "survey" VALUES(159,'dipping','2026-05-16','','{"dips":200,"positive_dips":8,"larvae":31}','长表',3,NULL,5,8);
INSERT INTO "survey" VALUES(160,'dipping','2026-05-15','','{"dips":0,"positive_dips":0,"larvae":0}','长表',2,NULL,5,10);
CREATE TABLE survey_archive (
	id INTEGER NOT NULL, 
	method VARCHAR NOT NULL, 
	date DATE NOT NULL, 
	habitat VARCHAR NOT NULL, 
	fields JSON NOT NULL, 
	sheet VARCHAR NOT NULL, 
	"row" INTEGER NOT NULL, 
	note VARCHAR, 
	upload_id INTEGER NOT NULL, 
	station_id INTEGER NOT NULL, 
	CONSTRAINT pk_survey_archive PRIMARY KEY (id), 
	CONSTRAINT fk_survey_archive_station_id FOREIGN KEY(station_id) REFERENCES station (id), 
	CONSTRAINT fk_survey_archive_upload_id FOREIGN KEY(upload_id) REFERENCES upload (id)
);
INSERT INTO "survey_archive" VALUES(149,'snap_trap','2026-05-16','','{"set":100,"effective":98,"caught":1}','长表',5,'雨',4,8);
INSERT INTO "survey_archive" VALUES(150,'snap_trap','2026-04-14','居民区','{"set":100,"effective":98,"caught":3}','长表',2,NULL,4,9);
INSERT INTO "survey_archive" VALUES(151,'snap_trap','2026-05-14','居民区','{"set":100,"effective":98,"caught":0}','长表',3,NULL,4,9);
INSERT INTO "survey_archive" VALUES(152,'snap_trap','2026-05-15','农贸市场','{"set":100,"effective":98,"caught":9}','长表',4,NULL,4,10);
INSERT INTO "survey_archive" VALUES(153,'dipping','2026-05-16','','{"dips":200,"positive_dips":8,"larvae":31}','长表',3,NULL,4,8);
INSERT INTO "survey_archive" VALUES(154,'dipping','2026-05-15','','{"dips":0,"positive_dips":0,"larvae":0}','长表',2,NULL,4,10);
CREATE TABLE "tally" (
	survey_id INTEGER NOT NULL, 
	species VARCHAR NOT NULL, 
	count BIGINT NOT NULL, 
	CONSTRAINT pk_tally PRIMARY KEY (survey_id, species), 
	CONSTRAINT ck_tally_count CHECK (count >= 0), 
	CONSTRAINT fk_tally_survey_id FOREIGN KEY(survey_id) REFERENCES survey (id) ON DELETE RESTRICT
)
 WITHOUT ROWID

;
INSERT INTO "tally" VALUES(156,'小家鼠',1);
INSERT INTO "tally" VALUES(156,'褐家鼠',2);
INSERT INTO "tally" VALUES(157,'褐家鼠',0);
INSERT INTO "tally" VALUES(158,'褐家鼠',9);
CREATE TABLE "tally_archive" (
	survey_id INTEGER NOT NULL, 
	species VARCHAR NOT NULL, 
	count BIGINT NOT NULL, 
	CONSTRAINT pk_tally_archive PRIMARY KEY (survey_id, species), 
	CONSTRAINT fk_tally_archive_survey_id FOREIGN KEY(survey_id) REFERENCES survey_archive (id) ON DELETE RESTRICT
)
 WITHOUT ROWID

;
INSERT INTO "tally_archive" VALUES(150,'小家鼠',1);
INSERT INTO "tally_archive" VALUES(150,'褐家鼠',2);
INSERT INTO "tally_archive" VALUES(151,'褐家鼠',0);
INSERT INTO "tally_archive" VALUES(152,'褐家鼠',9);
CREATE TABLE ticket (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	token_hash VARCHAR, 
	created_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	expires_at DATETIME, 
	claimed_at DATETIME, 
	attempts INTEGER NOT NULL, 
	last_error VARCHAR, 
	CONSTRAINT pk_ticket PRIMARY KEY (id), 
	CONSTRAINT ck_ticket_kind CHECK (kind IN ('invitation', 'reset')), 
	CONSTRAINT ck_ticket_state CHECK (state IN ('waiting', 'claimed', 'given', 'failed', 'used', 'ended')), 
	CONSTRAINT fk_ticket_account_id FOREIGN KEY(account_id) REFERENCES account (id), 
	CONSTRAINT uq_ticket_token_hash UNIQUE (token_hash)
);
INSERT INTO "ticket" VALUES(1,1,'reset','given','0000000000000000000000000000000000000000000000000000000000000000','2026-06-01 01:00:00.000000','2026-06-01 01:00:00.000000',NULL,NULL,0,'‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL');
CREATE TABLE upload (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	sha256 VARCHAR NOT NULL, 
	filename VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	layout VARCHAR NOT NULL, 
	uploaded_by VARCHAR NOT NULL, 
	accepted_at DATETIME NOT NULL, 
	withdrawn_at DATETIME, 
	withdrawn_by VARCHAR, 
	surveys INTEGER NOT NULL, 
	held INTEGER NOT NULL, 
	faults JSON NOT NULL, withdrawn_for VARCHAR, 
	CONSTRAINT ck_upload_withdrawal CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
INSERT INTO "upload" VALUES(1,'0d691a240bb4d8073e511d81672a6a7ed0f78381586ad3518ebb4cde47a78bd4','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',8741,'long','jian','2026-06-20 01:00:00.000000',NULL,NULL,144,0,'{"\u8bcd": ["\u2018\u9f20\u2019\t\\N \\. \\\\x00 \n\r\"\u866b\" \ud842\udfb7\u3001e\u0301; {} NULL", 1.5, null]}',NULL);
INSERT INTO "upload" VALUES(2,'e68a97e680a72e637376','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',1,'bioassay','王','2026-06-01 01:00:00.000000',NULL,NULL,2,0,'{"\u8bcd": ["\u2018\u9f20\u2019\t\\N \\. \\\\x00 \n\r\"\u866b\" \ud842\udfb7\u3001e\u0301; {} NULL", 1.5, null]}',NULL);
INSERT INTO "upload" VALUES(3,'e69bb4e6ada32e637376','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',1,'bioassay','王','2026-06-01 01:00:00.000000',NULL,NULL,2,0,'{"\u8bcd": ["\u2018\u9f20\u2019\t\\N \\. \\\\x00 \n\r\"\u866b\" \ud842\udfb7\u3001e\u0301; {} NULL", 1.5, null]}',NULL);
INSERT INTO "upload" VALUES(4,'82f60c3b0d6854adbe1e4c22e3e244bbc4fd053fe1c4d46488215ec72ce86135','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',10,'long','王','2026-06-01 01:00:00.000000','2026-06-01 01:00:00.000000','王',6,0,'{"\u8bcd": ["\u2018\u9f20\u2019\t\\N \\. \\\\x00 \n\r\"\u866b\" \ud842\udfb7\u3001e\u0301; {} NULL", 1.5, null]}','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL');
INSERT INTO "upload" VALUES(5,'570efd551ba9d6b1f4cab9b9ca0db47f2b1667378b808a87604b2854ffdb48f0','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',10,'long','王','2026-06-01 01:00:00.000000',NULL,NULL,6,0,'{"\u8bcd": ["\u2018\u9f20\u2019\t\\N \\. \\\\x00 \n\r\"\u866b\" \ud842\udfb7\u3001e\u0301; {} NULL", 1.5, null]}',NULL);
CREATE TABLE upload_file (
	upload_id INTEGER NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_upload_file PRIMARY KEY (upload_id), 
	CONSTRAINT fk_upload_file_upload_id FOREIGN KEY(upload_id) REFERENCES upload (id)
);
INSERT INTO "upload_file" VALUES(1,X'000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9FA0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDFE0E1E2E3E4E5E6E7E8E9EAEBECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9FA0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDFE0E1E2E3E4E5E6E7E8E9EAEBECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF');
INSERT INTO "upload_file" VALUES(2,X'6B');
INSERT INTO "upload_file" VALUES(3,X'6B');
INSERT INTO "upload_file" VALUES(4,X'E79B91E6B58B2E637376');
INSERT INTO "upload_file" VALUES(5,X'E5868DE68AA52E637376');
CREATE TABLE visit (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	key_hash VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	agent VARCHAR NOT NULL, 
	started_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_visit PRIMARY KEY (id), 
	CONSTRAINT uq_visit_key_hash UNIQUE (key_hash), 
	CONSTRAINT fk_visit_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);
INSERT INTO "visit" VALUES(1,1,'0000000000000000000000000000000000000000000000000000000000000000','::1','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL','2026-06-01 01:00:00.000000','2026-06-01 01:00:00.000000');
CREATE INDEX ix_station_region_id ON station (region_id);
CREATE UNIQUE INDEX uq_plan_always ON "plan" (station_id, method) WHERE valid_from IS NULL;
CREATE INDEX ix_upload_accepted_at ON upload (accepted_at);
CREATE INDEX ix_upload_sha256 ON upload (sha256);
CREATE INDEX ix_survey_upload_id ON survey (upload_id);
CREATE INDEX ix_survey_archive_key ON survey_archive (station_id, method, date, habitat);
CREATE INDEX ix_survey_archive_upload_id ON survey_archive (upload_id);
CREATE INDEX ix_job_due_at ON job (due_at);
CREATE INDEX ix_alert_flag_id ON alert (flag_id);
CREATE INDEX ix_outbox_digest_id ON outbox (digest_id);
CREATE INDEX ix_outbox_region_id ON outbox (region_id);
CREATE INDEX ix_flag_region_id ON flag (region_id);
CREATE INDEX ix_flag_station_id ON flag (station_id);
CREATE UNIQUE INDEX uq_flag_open_region ON flag (region_id, index_id) WHERE cleared_at IS NULL AND station_id IS NULL;
CREATE UNIQUE INDEX uq_flag_open_station ON flag (station_id, index_id) WHERE cleared_at IS NULL AND station_id IS NOT NULL;
CREATE INDEX ix_prediction_run_id ON prediction (run_id);
CREATE INDEX ix_prediction_station_id ON prediction (station_id);
CREATE INDEX ix_expectation_run_id ON expectation (run_id);
CREATE INDEX ix_expectation_station_id ON expectation (station_id);
CREATE INDEX ix_score_run_id ON score (run_id);
CREATE INDEX ix_score_station_id ON score (station_id);
CREATE INDEX ix_component_period ON component (date, index_id);
CREATE INDEX ix_audit_at ON audit (at);
CREATE INDEX ix_access_token_account_id ON access_token (account_id);
CREATE INDEX ix_assay_upload_id ON assay (upload_id);
CREATE INDEX ix_assay_archive_upload_id ON assay_archive (upload_id);
CREATE INDEX ix_assay_archive_key ON assay_archive ("key");
CREATE INDEX ix_result_question ON result (question);
CREATE INDEX ix_result_kind_subject_region_id ON result (kind, subject, region_id);
CREATE INDEX ix_region_parent_id ON region (parent_id);
CREATE UNIQUE INDEX uq_region_code ON region (code) WHERE valid_to IS NULL;
CREATE UNIQUE INDEX uq_region_parent_id_name ON region (parent_id, name) WHERE valid_to IS NULL;
CREATE INDEX ix_succession_day ON succession (day);
CREATE INDEX ix_succession_from_id ON succession (from_id);
CREATE INDEX ix_succession_to_id ON succession (to_id);
CREATE INDEX ix_charge_region_id ON charge (region_id);
CREATE UNIQUE INDEX uq_charge_present ON charge (region_id) WHERE valid_to IS NULL;
CREATE INDEX ix_visit_account_id ON visit (account_id);
CREATE INDEX ix_former_password_account_id ON former_password (account_id);
CREATE INDEX ix_ticket_account_id ON ticket (account_id);
CREATE INDEX ix_ticket_state ON ticket (state);
CREATE INDEX ix_survey_month ON survey (date, method, station_id, upload_id);
CREATE INDEX ix_survey_archive_month ON survey_archive (date, method, station_id, upload_id);
CREATE INDEX ix_component_station ON component (station_id, date);
CREATE INDEX ix_digest_due_at ON digest (due_at);
CREATE INDEX ix_digest_state ON digest (state);
CREATE INDEX ix_reminder_digest_id ON reminder (digest_id);
CREATE INDEX ix_reply_answered_at ON reply (answered_at);
CREATE INDEX ix_answer_alert_id ON answer (alert_id);
CREATE INDEX ix_staged_sha256 ON staged (sha256);
CREATE INDEX ix_staged_upload_id ON staged (upload_id);
CREATE INDEX ix_staged_step_staged_id ON staged_step (staged_id);
CREATE TRIGGER audit_kept_update BEFORE UPDATE ON audit WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_young_delete BEFORE DELETE ON audit WHEN NOT (OLD.sequence <= (SELECT removed FROM audit_chain) AND OLD.at < datetime('now', '-180 days')) BEGIN SELECT RAISE(ABORT, 'rows of the audit log are kept for 180 days'); END;
CREATE TRIGGER audit_chain_forward_update BEFORE UPDATE ON audit_chain WHEN NOT (NEW.id = OLD.id AND NEW.last >= OLD.last AND (NEW.removed = OLD.removed AND NEW.removed_hash = OLD.removed_hash OR NEW.removed > OLD.removed AND EXISTS (SELECT 1 FROM audit WHERE sequence = NEW.removed AND hash = NEW.removed_hash AND at < datetime('now', '-180 days')))) BEGIN SELECT RAISE(ABORT, 'the chain of the audit log only grows'); END;
CREATE TRIGGER audit_chain_kept_delete BEFORE DELETE ON audit_chain WHEN OLD.last > 0 BEGIN SELECT RAISE(ABORT, 'the chain of the audit log is kept'); END;
CREATE TRIGGER audit_kept_insert BEFORE INSERT ON audit WHEN NEW.sequence <= (SELECT max(sequence) FROM audit) BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_chain_kept_insert BEFORE INSERT ON audit_chain WHEN EXISTS (SELECT 1 FROM audit_chain) BEGIN SELECT RAISE(ABORT, 'the chain of the audit log is kept'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('upload',6);
COMMIT;
