-- a store of schema version 1: no report_extra, no letters in reports, no period_label in claims
CREATE TABLE meta (
  "key" VARCHAR,
  "value" VARCHAR
);
CREATE TABLE runs (
  "run_id" BIGINT,
  "version" VARCHAR,
  "started" TIMESTAMP,
  "finished" TIMESTAMP,
  "files" BIGINT,
  "claims" BIGINT
);
CREATE TABLE reports (
  "report_id" BIGINT,
  "run_id" BIGINT,
  "added" TIMESTAMP,
  "source" VARCHAR,
  "report_title" VARCHAR,
  "place" VARCHAR,
  "report_year" BIGINT,
  "place_from" VARCHAR,
  "year_from" VARCHAR,
  "file_hash" VARCHAR,
  "text_hash" VARCHAR,
  "reader" VARCHAR,
  "encoding" VARCHAR,
  "made_by" VARCHAR,
  "page_starts" VARCHAR,
  "blocks" VARCHAR,
  "metadata" VARCHAR,
  "text" VARCHAR
);
CREATE TABLE claims (
  "report_id" BIGINT,
  "position" BIGINT,
  "claim_id" VARCHAR,
  "section" VARCHAR,
  "page" BIGINT,
  "sentence" VARCHAR,
  "text" VARCHAR,
  "start" BIGINT,
  "end" BIGINT,
  "indicator" VARCHAR,
  "indicator_start" BIGINT,
  "indicator_end" BIGINT,
  "qualifier" VARCHAR,
  "qualifier_start" BIGINT,
  "qualifier_end" BIGINT,
  "canonical" VARCHAR,
  "category" VARCHAR,
  "domain" VARCHAR,
  "value" DOUBLE,
  "value_high" DOUBLE,
  "unit" VARCHAR,
  "base_value" DOUBLE,
  "base_value_high" DOUBLE,
  "base_unit" VARCHAR,
  "bound" VARCHAR,
  "measure" VARCHAR,
  "direction" VARCHAR,
  "basis" VARCHAR,
  "status" VARCHAR,
  "scope" VARCHAR,
  "period" VARCHAR,
  "period_start" DATE,
  "period_end" DATE,
  "parent_id" VARCHAR,
  "confidence" DOUBLE,
  "model" VARCHAR
);
CREATE TABLE numbers (
  "report_id" BIGINT,
  "text" VARCHAR,
  "start" BIGINT,
  "end" BIGINT,
  "reason" VARCHAR
);
CREATE TABLE problems (
  "report_id" BIGINT,
  "run_id" BIGINT,
  "file" VARCHAR,
  "reason" VARCHAR,
  "remedy" VARCHAR,
  "code" VARCHAR,
  "severity" VARCHAR,
  "page" BIGINT
);
CREATE TABLE corrections (
  "claim_id" VARCHAR,
  "field" VARCHAR,
  "old_value" VARCHAR,
  "new_value" VARCHAR,
  "note" VARCHAR,
  "made" TIMESTAMP,
  "source" VARCHAR,
  "text_hash" VARCHAR,
  "reader" VARCHAR,
  "sentence" VARCHAR,
  "text" VARCHAR
);
CREATE TABLE categories (
  "category" VARCHAR,
  "domain_label" VARCHAR,
  "category_label" VARCHAR
);
INSERT INTO meta VALUES ('schema_version', '1'), ('zhibiao', '0.0.9');
INSERT INTO runs VALUES (1, '0.0.9', TIMESTAMP '2026-01-02 03:04:05', TIMESTAMP '2026-01-02 03:04:06', 1, 2);
INSERT INTO reports VALUES (1, 1, TIMESTAMP '2026-01-02 03:04:05', 'a.txt', '甲县乙镇2024年工作总结', '甲县乙镇', 2024, 'title', 'title', 'f1', 't1', 'txt@1', 'utf-8', 'm1', '[]', '[]', '{}', '全镇产值4.97亿元，增长8%。');
INSERT INTO claims VALUES
  (1, 0, 'c000000000000001', '一、经济', NULL, '全镇产值4.97亿元，增长8%。', '4.97亿元', 4, 10, '产值', 2, 4, '', NULL, NULL, '工业总产值', 'economy.output', 'economy', 4.97, NULL, '亿元', 497000000, NULL, '元', 'exact', 'level', '', '', 'actual', 'township', '2024', DATE '2024-01-01', DATE '2024-12-31', '', 0.9, 'm 1'),
  (1, 1, 'c000000000000002', '一、经济', NULL, '全镇产值4.97亿元，增长8%。', '8%', 13, 15, '产值', 2, 4, '', NULL, NULL, '工业总产值', 'economy.output', 'economy', 8, NULL, '%', 0.08, NULL, '1', 'exact', 'growth', 'up', 'yoy', 'actual', 'township', '2024-01/2024-11', DATE '2024-01-01', DATE '2024-11-30', 'c000000000000001', 0.8, 'm 1');
INSERT INTO corrections VALUES ('c000000000000001', 'value', '4.97', '4.98', '', TIMESTAMP '2026-01-03 00:00:00', 'a.txt', 't1', 'txt@1', '全镇产值4.97亿元，增长8%。', '4.97亿元');
