-- Who signs in elsewhere: the provider and its name for them, which never changes when their e-mail address does.
ALTER TABLE members ADD COLUMN subject TEXT;
CREATE UNIQUE INDEX members_by_subject ON members (subject) WHERE subject IS NOT NULL;
