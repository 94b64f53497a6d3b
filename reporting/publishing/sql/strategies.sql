-- The strategies of the year's programme, as they are worded now.
INSERT INTO reporting_publishedstrategy (
    publication_id, code, right_code, text_es, text_en)
SELECT %(publication)s, s.code, r.code, s.text_es, s.text_en
FROM programme_strategy s
JOIN programme_right r ON r.id = s.right_id
WHERE s.programme_id = %(programme)s
