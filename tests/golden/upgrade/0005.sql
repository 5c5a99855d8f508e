BEGIN TRANSACTION;
CREATE TABLE account (
	id INTEGER NOT NULL, 
	email VARCHAR NOT NULL, 
	username VARCHAR, 
	password VARCHAR, 
	active BOOLEAN NOT NULL, 
	fs_uniquifier VARCHAR NOT NULL, 
	region_id INTEGER, 
	language VARCHAR NOT NULL, 
	last_login_at DATETIME, 
	CONSTRAINT pk_account PRIMARY KEY (id), 
	CONSTRAINT fk_account_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT uq_account_email UNIQUE (email), 
	CONSTRAINT uq_account_fs_uniquifier UNIQUE (fs_uniquifier), 
	CONSTRAINT uq_account_username UNIQUE (username)
);
INSERT INTO "account" VALUES(1,'guan@cdc.example.cn','guan','$argon2id$1',0,'u1',1,'zh','2026-06-01 01:00:00.000000');
INSERT INTO "account" VALUES(2,'jian@cdc.example.cn','jian','$argon2id$2',0,'u2',1,'zh','2026-06-01 01:00:00.000000');
INSERT INTO "account" VALUES(3,'dong@street.example.cn','dong','$argon2id$3',0,'u3',3,'zh','2026-06-01 01:00:00.000000');
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
INSERT INTO "alembic_version" VALUES('0005');
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
	CONSTRAINT fk_alert_flag_id FOREIGN KEY(flag_id) REFERENCES flag (id), 
	CONSTRAINT ck_alert_approval CHECK ((approved_at IS NULL) = (approved_by IS NULL)), 
	CONSTRAINT ck_alert_change CHECK (change IN ('raised', 'worsened', 'corrected', 'cleared'))
);
INSERT INTO "alert" VALUES(1,1,'raised',2,'2026-06-20 01:00:00.000000','2026-06-01 01:00:00.000000','','{"street": "\u4e1c\u8857", "station": "\u4e1c\u8857\u83dc\u5e02\u573a", "group": "rodent", "method": "snap_trap", "index": "trap_rate", "rule": "action_limit", "start": "2026-06-12", "end": "2026-06-12", "stations": 1, "surveys": 1, "numerator": 10, "denominator": 196, "value": "250/49", "lower": 2.473421012935919, "upper": 9.182485335850728, "unit": "%", "effort": "\u6709\u6548\u5939\u6570 196 \u5939", "bound": {"value": "2", "worse": "high", "at_limit": false, "text": "\u53bf\u7231\u536b\u529e\u4e8e 2025-01-01 \u8bbe\u5b9a\u7684\u884c\u52a8\u9650\u503c\uff082%\uff1b\u4f9d\u636e\uff1a\u53bf\u7231\u536b\u529e\u30142025\u30151\u53f7\uff09", "source": "\u53bf\u7231\u536b\u529e\u30142025\u30151\u53f7", "confidence": "certain", "caution": "", "note": ""}, "companion": null, "band": null, "band_name": "", "scheme": "", "p_beyond": 0.9910370311888984, "words": "\u5f88\u53ef\u80fd\u8d85\u6807", "severity": 2, "companions": [], "raised": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 10, "denominator": 196, "companions": []}, "worst": {"window": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 10, "denominator": 196, "companions": []}, "severity": 2}, "found": [], "rechecks": [], "foreseen": null, "cause": "measured"}','东街 东街菜市场：捕获率 5.10%（有效夹数 196 夹，2026-06-12，95% 区间 2.47–9.18%），超过 县爱卫办于 2025-01-01 设定的行动限值（2%；依据：县爱卫办〔2025〕1号），超标概率 99%（很可能超标），需消杀。');
INSERT INTO "alert" VALUES(2,2,'raised',2,'2026-06-20 01:00:00.000000','2026-06-01 01:00:00.000000','','{"street": "\u4e1c\u8857", "station": "\u4e1c\u8857\u83dc\u5e02\u573a", "group": "rodent", "method": "rodent_trace_indoor", "index": "indoor_trace_rate", "rule": "graded", "start": "2026-06-12", "end": "2026-06-12", "stations": 1, "surveys": 1, "numerator": 9, "denominator": 60, "value": "15", "lower": 7.095619525709116, "upper": 26.57404477572951, "unit": "%", "effort": "\u68c0\u67e5\u623f\u95f4\u6570 60 \u95f4", "bound": {"value": "5", "worse": "high", "at_limit": false, "text": "GB/T 27770-2011 C \u7ea7\u9650\u503c\uff08\u22645%\uff09", "source": "PestCS (2016) \u7a0b\u5e8f\u6240\u8f7d GB 2011 \u9650\u503c\uff1b\u5317\u4eac\u6d77\u6dc0\u56db\u5bb3\u8c03\u67e5\uff0c\u4e2d\u534e\u536b\u751f\u6740\u866b\u836f\u68b0 2019;25(1):29-33", "confidence": "certain", "caution": "", "note": ""}, "companion": null, "band": null, "band_name": "", "scheme": "", "p_beyond": 0.9967558601414845, "words": "\u5f88\u53ef\u80fd\u8d85\u6807", "severity": 2, "companions": [], "raised": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 9, "denominator": 60, "companions": []}, "worst": {"window": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 9, "denominator": 60, "companions": []}, "severity": 2}, "found": [], "rechecks": [], "foreseen": null, "cause": "measured"}','东街 东街菜市场：室内鼠迹阳性率 15.00%（检查房间数 60 间，2026-06-12，95% 区间 7.10–26.57%），低于 C 级，超出 GB/T 27770-2011 C 级限值（≤5%），需消杀。');
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
INSERT INTO "component" VALUES(151,'trap_rate',8,'2026-05-16',1,98);
INSERT INTO "component" VALUES(152,'trap_rate',9,'2026-04-14',3,98);
INSERT INTO "component" VALUES(153,'trap_rate',9,'2026-05-14',0,98);
INSERT INTO "component" VALUES(154,'trap_rate',10,'2026-05-15',9,98);
INSERT INTO "component" VALUES(155,'dip_positive_rate',8,'2026-05-16',8,200);
INSERT INTO "component" VALUES(155,'larvae_per_dip',8,'2026-05-16',31,200);
INSERT INTO "component" VALUES(155,'larvae_per_positive_dip',8,'2026-05-16',31,8);
INSERT INTO "component" VALUES(156,'dip_positive_rate',10,'2026-05-15',0,0);
INSERT INTO "component" VALUES(156,'larvae_per_dip',10,'2026-05-15',0,0);
INSERT INTO "component" VALUES(156,'larvae_per_positive_dip',10,'2026-05-15',0,0);
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
INSERT INTO "component_archive" VALUES(145,'trap_rate',8,'2026-05-16',1,98);
INSERT INTO "component_archive" VALUES(146,'trap_rate',9,'2026-04-14',3,98);
INSERT INTO "component_archive" VALUES(147,'trap_rate',9,'2026-05-14',0,98);
INSERT INTO "component_archive" VALUES(148,'trap_rate',10,'2026-05-15',9,98);
INSERT INTO "component_archive" VALUES(149,'dip_positive_rate',8,'2026-05-16',8,200);
INSERT INTO "component_archive" VALUES(149,'larvae_per_dip',8,'2026-05-16',31,200);
INSERT INTO "component_archive" VALUES(149,'larvae_per_positive_dip',8,'2026-05-16',31,8);
INSERT INTO "component_archive" VALUES(150,'dip_positive_rate',10,'2026-05-15',0,0);
INSERT INTO "component_archive" VALUES(150,'larvae_per_dip',10,'2026-05-15',0,0);
INSERT INTO "component_archive" VALUES(150,'larvae_per_positive_dip',10,'2026-05-15',0,0);
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
CREATE TABLE digest (
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
	CONSTRAINT pk_digest PRIMARY KEY (id), 
	CONSTRAINT ck_digest_state CHECK (state IN ('waiting', 'claimed', 'closing', 'sent', 'failed', 'unconfirmed', 'empty')), 
	CONSTRAINT fk_digest_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT uq_digest_message_id UNIQUE (message_id), 
	CONSTRAINT uq_digest_region_id_day UNIQUE (region_id, day)
);
INSERT INTO "digest" VALUES(1,3,'2026-06-20','<1@例>','sent',1,'2026-06-01 01:00:00.000000',NULL,NULL,'2026-06-01 01:00:00.000001','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',NULL);
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
	CONSTRAINT fk_flag_station_id FOREIGN KEY(station_id) REFERENCES station (id), 
	CONSTRAINT fk_flag_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT ck_flag_rule CHECK (rule IN ('graded', 'banded', 'action_limit', 'absolute', 'expected', 'forecast'))
);
INSERT INTO "flag" VALUES(1,3,1,'trap_rate','action_limit',2,'2026-06-20 01:00:00.000000','2026-06-12',NULL,'{"street": "\u4e1c\u8857", "station": "\u4e1c\u8857\u83dc\u5e02\u573a", "group": "rodent", "method": "snap_trap", "index": "trap_rate", "rule": "action_limit", "start": "2026-06-12", "end": "2026-06-12", "stations": 1, "surveys": 1, "numerator": 10, "denominator": 196, "value": "250/49", "lower": 2.473421012935919, "upper": 9.182485335850728, "unit": "%", "effort": "\u6709\u6548\u5939\u6570 196 \u5939", "bound": {"value": "2", "worse": "high", "at_limit": false, "text": "\u53bf\u7231\u536b\u529e\u4e8e 2025-01-01 \u8bbe\u5b9a\u7684\u884c\u52a8\u9650\u503c\uff082%\uff1b\u4f9d\u636e\uff1a\u53bf\u7231\u536b\u529e\u30142025\u30151\u53f7\uff09", "source": "\u53bf\u7231\u536b\u529e\u30142025\u30151\u53f7", "confidence": "certain", "caution": "", "note": ""}, "companion": null, "band": null, "band_name": "", "scheme": "", "p_beyond": 0.9910370311888984, "words": "\u5f88\u53ef\u80fd\u8d85\u6807", "severity": 2, "companions": [], "raised": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 10, "denominator": 196, "companions": []}, "worst": {"window": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 10, "denominator": 196, "companions": []}, "severity": 2}, "found": [], "rechecks": [], "foreseen": null, "cause": "measured"}','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL');
INSERT INTO "flag" VALUES(2,3,1,'indoor_trace_rate','graded',2,'2026-06-20 01:00:00.000000','2026-06-12',NULL,'{"street": "\u4e1c\u8857", "station": "\u4e1c\u8857\u83dc\u5e02\u573a", "group": "rodent", "method": "rodent_trace_indoor", "index": "indoor_trace_rate", "rule": "graded", "start": "2026-06-12", "end": "2026-06-12", "stations": 1, "surveys": 1, "numerator": 9, "denominator": 60, "value": "15", "lower": 7.095619525709116, "upper": 26.57404477572951, "unit": "%", "effort": "\u68c0\u67e5\u623f\u95f4\u6570 60 \u95f4", "bound": {"value": "5", "worse": "high", "at_limit": false, "text": "GB/T 27770-2011 C \u7ea7\u9650\u503c\uff08\u22645%\uff09", "source": "PestCS (2016) \u7a0b\u5e8f\u6240\u8f7d GB 2011 \u9650\u503c\uff1b\u5317\u4eac\u6d77\u6dc0\u56db\u5bb3\u8c03\u67e5\uff0c\u4e2d\u534e\u536b\u751f\u6740\u866b\u836f\u68b0 2019;25(1):29-33", "confidence": "certain", "caution": "", "note": ""}, "companion": null, "band": null, "band_name": "", "scheme": "", "p_beyond": 0.9967558601414845, "words": "\u5f88\u53ef\u80fd\u8d85\u6807", "severity": 2, "companions": [], "raised": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 9, "denominator": 60, "companions": []}, "worst": {"window": {"start": "2026-06-12", "end": "2026-06-12", "numerator": 9, "denominator": 60, "companions": []}, "severity": 2}, "found": [], "rechecks": [], "foreseen": null, "cause": "measured"}','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL');
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
INSERT INTO "ledger" VALUES(1,156,13);
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
	CONSTRAINT fk_outbox_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT fk_outbox_digest_id FOREIGN KEY(digest_id) REFERENCES digest (id), 
	CONSTRAINT uq_outbox_alert_id_region_id UNIQUE (alert_id, region_id), 
	CONSTRAINT fk_outbox_alert_id FOREIGN KEY(alert_id) REFERENCES alert (id), 
	CONSTRAINT ck_outbox_told CHECK ((told IS NULL) = (told_severity IS NULL) AND (told IS NULL) = (told_at IS NULL))
);
INSERT INTO "outbox" VALUES(1,1,3,'2026-06-20 01:00:00.000000',1,'raised',3,'2026-06-01 01:00:00.000000');
INSERT INTO "outbox" VALUES(2,2,3,'2026-06-20 01:00:00.000000',NULL,NULL,NULL,NULL);
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
CREATE TABLE region (
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
	CONSTRAINT ck_region_level CHECK (level IN ('province', 'city', 'county', 'street', 'community', 'grid')), 
	CONSTRAINT fk_region_parent_id FOREIGN KEY(parent_id) REFERENCES region (id), 
	CONSTRAINT uq_region_code UNIQUE (code), 
	CONSTRAINT uq_region_parent_id_name UNIQUE (parent_id, name)
);
INSERT INTO "region" VALUES(1,'0','小县','county',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "region" VALUES(2,'0-0','未划分街道','street',1,NULL,NULL,NULL,NULL);
INSERT INTO "region" VALUES(3,'s0','东街','street',1,NULL,'{"type": "Polygon", "coordinates": [[[0, 0], [0, 0.05], [0.05, 0.05], [0.05, 0], [0, 0]]]}',NULL,NULL);
INSERT INTO "region" VALUES(4,'s1','西街','street',1,NULL,'{"type": "Polygon", "coordinates": [[[-0.05, 0], [-0.05, 0.05], [0, 0.05], [0, 0], [-0.05, 0]]]}',NULL,NULL);
INSERT INTO "region" VALUES(5,'s2','北街','street',1,NULL,'{"type": "Polygon", "coordinates": [[[-0.05, 0.05], [-0.05, 0.09], [0.05, 0.09], [0.05, 0.05], [-0.05, 0.05]]]}',NULL,NULL);
INSERT INTO "region" VALUES(6,'R0001','松岭镇','street',1,NULL,NULL,NULL,NULL);
INSERT INTO "region" VALUES(7,'R0002','青石街道','street',1,NULL,NULL,NULL,NULL);
INSERT INTO "region" VALUES(900,'9-1','后','community',901,NULL,NULL,NULL,NULL);
INSERT INTO "region" VALUES(901,'9-2','先','street',NULL,2147483647,NULL,NULL,NULL);
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
CREATE TABLE station (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	region_id INTEGER NOT NULL, 
	habitat VARCHAR, 
	longitude DOUBLE, 
	latitude DOUBLE, 
	active_from DATE, 
	active_to DATE, 
	CONSTRAINT pk_station PRIMARY KEY (id), 
	CONSTRAINT fk_station_region_id FOREIGN KEY(region_id) REFERENCES region (id), 
	CONSTRAINT uq_station_code UNIQUE (code), 
	CONSTRAINT uq_station_region_id_name UNIQUE (region_id, name)
);
INSERT INTO "station" VALUES(1,'p0','东街菜市场',3,NULL,0.012,0.013,NULL,NULL);
INSERT INTO "station" VALUES(2,'p1','东街小区',3,NULL,0.033,0.028,NULL,NULL);
INSERT INTO "station" VALUES(3,'p2','河边公园',3,NULL,0.021,0.041,NULL,NULL);
INSERT INTO "station" VALUES(4,'p3','西街医院',4,NULL,-0.03,0.02,NULL,NULL);
INSERT INTO "station" VALUES(5,'p4','西街学校',4,NULL,-0.014,0.036,NULL,NULL);
INSERT INTO "station" VALUES(6,'p5','西街工地',4,NULL,-0.04,0.04,NULL,NULL);
INSERT INTO "station" VALUES(7,'p6','北街养老院',5,NULL,0.0,0.07,NULL,NULL);
INSERT INTO "station" VALUES(8,'S00001','松岭村',6,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "station" VALUES(9,'S00002','东湖小区',7,'居民区',NULL,NULL,NULL,NULL);
INSERT INTO "station" VALUES(10,'S00003','南门市场',7,'农贸市场',NULL,NULL,NULL,NULL);
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
INSERT INTO "survey" VALUES(151,'snap_trap','2026-05-16','','{"set":100,"effective":98,"caught":1}','长表',5,'雨',3,8);
INSERT INTO "survey" VALUES(152,'snap_trap','2026-04-14','居民区','{"set":100,"effective":98,"caught":3}','长表',2,NULL,3,9);
INSERT INTO "survey" VALUES(153,'snap_trap','2026-05-14','居民区','{"set":100,"effective":98,"caught":0}','长表',3,NULL,3,9);
INSERT INTO "survey" VALUES(154,'snap_trap','2026-05-15','农贸市场','{"set":100,"effective":98,"caught":9}','长表',4,NULL,3,10);
INSERT INTO "survey" VALUES(155,'dipping','2026-05-16','','{"dips":200,"positive_dips":8,"larvae":31}','长表',3,NULL,3,8);
INSERT INTO "survey" VALUES(156,'dipping','2026-05-15','','{"dips":0,"positive_dips":0,"larvae":0}','长表',2,NULL,3,10);
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
INSERT INTO "survey_archive" VALUES(145,'snap_trap','2026-05-16','','{"set":100,"effective":98,"caught":1}','长表',5,'雨',2,8);
INSERT INTO "survey_archive" VALUES(146,'snap_trap','2026-04-14','居民区','{"set":100,"effective":98,"caught":3}','长表',2,NULL,2,9);
INSERT INTO "survey_archive" VALUES(147,'snap_trap','2026-05-14','居民区','{"set":100,"effective":98,"caught":0}','长表',3,NULL,2,9);
INSERT INTO "survey_archive" VALUES(148,'snap_trap','2026-05-15','农贸市场','{"set":100,"effective":98,"caught":9}','长表',4,NULL,2,10);
INSERT INTO "survey_archive" VALUES(149,'dipping','2026-05-16','','{"dips":200,"positive_dips":8,"larvae":31}','长表',3,NULL,2,8);
INSERT INTO "survey_archive" VALUES(150,'dipping','2026-05-15','','{"dips":0,"positive_dips":0,"larvae":0}','长表',2,NULL,2,10);
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
INSERT INTO "tally" VALUES(152,'小家鼠',1);
INSERT INTO "tally" VALUES(152,'褐家鼠',2);
INSERT INTO "tally" VALUES(153,'褐家鼠',0);
INSERT INTO "tally" VALUES(154,'褐家鼠',9);
CREATE TABLE "tally_archive" (
	survey_id INTEGER NOT NULL, 
	species VARCHAR NOT NULL, 
	count BIGINT NOT NULL, 
	CONSTRAINT pk_tally_archive PRIMARY KEY (survey_id, species), 
	CONSTRAINT fk_tally_archive_survey_id FOREIGN KEY(survey_id) REFERENCES survey_archive (id) ON DELETE RESTRICT
)
 WITHOUT ROWID

;
INSERT INTO "tally_archive" VALUES(146,'小家鼠',1);
INSERT INTO "tally_archive" VALUES(146,'褐家鼠',2);
INSERT INTO "tally_archive" VALUES(147,'褐家鼠',0);
INSERT INTO "tally_archive" VALUES(148,'褐家鼠',9);
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
	faults JSON NOT NULL, 
	CONSTRAINT ck_upload_withdrawal CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
INSERT INTO "upload" VALUES(1,'0d691a240bb4d8073e511d81672a6a7ed0f78381586ad3518ebb4cde47a78bd4','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',8741,'long','jian','2026-06-20 01:00:00.000000',NULL,NULL,144,0,'{"\u8bcd": ["\u2018\u9f20\u2019\t\\N \\. \\\\x00 \n\r\"\u866b\" \ud842\udfb7\u3001e\u0301; {} NULL", 1.5, null]}');
INSERT INTO "upload" VALUES(2,'82f60c3b0d6854adbe1e4c22e3e244bbc4fd053fe1c4d46488215ec72ce86135','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',10,'long','王','2026-06-01 01:00:00.000000','2026-06-01 01:00:00.000000','王',6,0,'{"\u8bcd": ["\u2018\u9f20\u2019\t\\N \\. \\\\x00 \n\r\"\u866b\" \ud842\udfb7\u3001e\u0301; {} NULL", 1.5, null]}');
INSERT INTO "upload" VALUES(3,'570efd551ba9d6b1f4cab9b9ca0db47f2b1667378b808a87604b2854ffdb48f0','‘鼠’	\N \. \\x00 
"虫" 𠮷、é; {} NULL',10,'long','王','2026-06-01 01:00:00.000000',NULL,NULL,6,0,'{"\u8bcd": ["\u2018\u9f20\u2019\t\\N \\. \\\\x00 \n\r\"\u866b\" \ud842\udfb7\u3001e\u0301; {} NULL", 1.5, null]}');
CREATE TABLE upload_file (
	upload_id INTEGER NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_upload_file PRIMARY KEY (upload_id), 
	CONSTRAINT fk_upload_file_upload_id FOREIGN KEY(upload_id) REFERENCES upload (id)
);
INSERT INTO "upload_file" VALUES(1,X'000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9FA0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDFE0E1E2E3E4E5E6E7E8E9EAEBECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9FA0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDFE0E1E2E3E4E5E6E7E8E9EAEBECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF');
INSERT INTO "upload_file" VALUES(2,X'E79B91E6B58B2E637376');
INSERT INTO "upload_file" VALUES(3,X'E5868DE68AA52E637376');
CREATE INDEX ix_region_parent_id ON region (parent_id);
CREATE INDEX ix_station_region_id ON station (region_id);
CREATE UNIQUE INDEX uq_plan_always ON "plan" (station_id, method) WHERE valid_from IS NULL;
CREATE INDEX ix_upload_accepted_at ON upload (accepted_at);
CREATE INDEX ix_upload_sha256 ON upload (sha256);
CREATE INDEX ix_survey_upload_id ON survey (upload_id);
CREATE INDEX ix_survey_archive_key ON survey_archive (station_id, method, date, habitat);
CREATE INDEX ix_survey_archive_upload_id ON survey_archive (upload_id);
CREATE INDEX ix_digest_due_at ON digest (due_at);
CREATE INDEX ix_digest_state ON digest (state);
CREATE INDEX ix_job_due_at ON job (due_at);
CREATE INDEX ix_alert_flag_id ON alert (flag_id);
CREATE INDEX ix_outbox_region_id ON outbox (region_id);
CREATE INDEX ix_outbox_digest_id ON outbox (digest_id);
CREATE INDEX ix_flag_region_id ON flag (region_id);
CREATE UNIQUE INDEX uq_flag_open_region ON flag (region_id, index_id) WHERE cleared_at IS NULL AND station_id IS NULL;
CREATE UNIQUE INDEX uq_flag_open_station ON flag (station_id, index_id) WHERE cleared_at IS NULL AND station_id IS NOT NULL;
CREATE INDEX ix_flag_station_id ON flag (station_id);
CREATE INDEX ix_prediction_run_id ON prediction (run_id);
CREATE INDEX ix_prediction_station_id ON prediction (station_id);
CREATE INDEX ix_expectation_run_id ON expectation (run_id);
CREATE INDEX ix_expectation_station_id ON expectation (station_id);
CREATE INDEX ix_score_run_id ON score (run_id);
CREATE INDEX ix_score_station_id ON score (station_id);
CREATE INDEX ix_component_period ON component (date, index_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('upload',4);
COMMIT;
