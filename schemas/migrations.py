"""The database, step by step. Append only: a step that has shipped is never edited or removed.

Times are seconds as REAL from the start of the clip as a player shows it; dates are ISO 8601 text.
What a machine said (segments, words) and what a person decided (corrections, consents) are separate
tables, so that neither overwrites the other. Paths of files live only in `clips.path`, `files.path` and
`failures.path`: nothing that is published reads those columns.
"""

from sqlite_utils import Migrations
from sqlite_utils.db import Database

migrations = Migrations("vox")


@migrations()
def m001_first_tables(db: Database) -> None:
    """Clips and what was heard in them, answers and their themes, people and their consents."""
    db.executescript(
        """
        CREATE TABLE people (
            id TEXT PRIMARY KEY,
            name TEXT,
            role TEXT,
            company TEXT,
            place TEXT,
            relation TEXT
        ) STRICT;

        CREATE TABLE clips (
            id TEXT PRIMARY KEY,
            sha256 TEXT NOT NULL UNIQUE,
            path TEXT,                      -- null once another recording has taken its place
            collection TEXT NOT NULL,       -- the subfolder it lay in; empty for none
            size INTEGER NOT NULL,
            duration REAL,
            width INTEGER,                  -- upright, in pixels; null without a picture
            height INTEGER,
            recorded_at TEXT,
            language TEXT,
            language_probability REAL,
            status TEXT NOT NULL CHECK (status IN ('answered', 'no_speech', 'off_topic', 'failed')),
            reason TEXT,                    -- why there is no answer, in a sentence
            web_copy INTEGER NOT NULL,      -- 1 if browsers need a copy to play it
            added_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX clips_path ON clips(path);

        CREATE TABLE files (
            path TEXT PRIMARY KEY,
            clip_id TEXT NOT NULL REFERENCES clips(id) ON DELETE CASCADE,
            size INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX files_clip ON files(clip_id);

        CREATE TABLE segments (
            clip_id TEXT NOT NULL REFERENCES clips(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            start REAL NOT NULL,
            "end" REAL NOT NULL,
            text TEXT NOT NULL,
            avg_logprob REAL NOT NULL,
            no_speech_prob REAL NOT NULL,
            compression_ratio REAL NOT NULL,
            doubted INTEGER NOT NULL,       -- 1: the engine wrote it, vox does not believe it
            PRIMARY KEY (clip_id, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE words (
            clip_id TEXT NOT NULL REFERENCES clips(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            segment INTEGER NOT NULL,
            start REAL NOT NULL,
            "end" REAL NOT NULL,
            text TEXT NOT NULL,
            glued INTEGER NOT NULL,         -- 1: written without a space before it
            probability REAL NOT NULL,
            PRIMARY KEY (clip_id, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE answers (
            number INTEGER PRIMARY KEY,     -- the search index refers to it: VACUUM would renumber a rowid
            id TEXT NOT NULL UNIQUE,
            clip_id TEXT NOT NULL REFERENCES clips(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            person_id TEXT REFERENCES people(id) ON DELETE SET NULL,
            start REAL NOT NULL,
            "end" REAL NOT NULL,
            text TEXT NOT NULL,
            first_word INTEGER NOT NULL,
            last_word INTEGER NOT NULL,
            question TEXT,                  -- asked aloud before it, not part of it
            quote TEXT,
            kind TEXT,
            polarity TEXT,
            language TEXT,
            review TEXT NOT NULL DEFAULT 'new'
        ) STRICT;
        CREATE INDEX answers_clip ON answers(clip_id, position);
        CREATE INDEX answers_person ON answers(person_id);

        CREATE TABLE themes (
            slug TEXT PRIMARY KEY,
            position INTEGER NOT NULL,
            label TEXT NOT NULL,
            family TEXT NOT NULL,
            definition TEXT NOT NULL,
            hue INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE answer_themes (
            answer_id TEXT NOT NULL REFERENCES answers(id) ON DELETE CASCADE,
            theme TEXT NOT NULL REFERENCES themes(slug) ON DELETE CASCADE,
            score REAL NOT NULL,
            tier TEXT NOT NULL CHECK (tier IN ('tag', 'suggested')),
            evidence_start INTEGER,         -- characters of answers.text
            evidence_end INTEGER,
            source TEXT NOT NULL CHECK (source IN ('lexicon', 'model', 'person')),
            tagger_version TEXT NOT NULL,
            PRIMARY KEY (answer_id, theme)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX answer_themes_theme ON answer_themes(theme, answer_id);

        CREATE TABLE consents (
            id INTEGER PRIMARY KEY,
            person_id TEXT NOT NULL REFERENCES people(id) ON DELETE CASCADE,
            status TEXT NOT NULL
                CHECK (status IN ('unknown', 'granted', 'refused', 'withdrawn', 'expired')),
            wording TEXT,
            channels TEXT NOT NULL DEFAULT '',
            naming TEXT,
            given_on TEXT,
            expires_on TEXT,
            evidence TEXT,
            recorded_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX consents_person ON consents(person_id);

        CREATE TABLE corrections (
            id INTEGER PRIMARY KEY,
            clip_id TEXT REFERENCES clips(id) ON DELETE CASCADE,
            answer_id TEXT,
            field TEXT NOT NULL,
            before TEXT,
            after TEXT,
            author TEXT NOT NULL,
            made_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX corrections_clip ON corrections(clip_id);

        CREATE TABLE runs (
            clip_id TEXT NOT NULL REFERENCES clips(id) ON DELETE CASCADE,
            stage TEXT NOT NULL,
            recipe TEXT NOT NULL,
            engine TEXT,
            model TEXT,
            finished_at TEXT NOT NULL,
            PRIMARY KEY (clip_id, stage)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE failures (
            path TEXT PRIMARY KEY,
            clip_id TEXT REFERENCES clips(id) ON DELETE CASCADE,
            stage TEXT NOT NULL,
            reason TEXT NOT NULL,
            remedy TEXT NOT NULL,
            failed_at TEXT NOT NULL
        ) STRICT;
        """
    )
    db.table("answers").enable_fts(
        ["text"], tokenize="porter unicode61 remove_diacritics 2", create_triggers=True
    )


@migrations()
def m002_how_it_was_heard(db: Database) -> None:
    """What each signal says of a segment, why it is doubted, and which sound track was heard."""
    db.executescript(
        """
        ALTER TABLE segments ADD COLUMN language TEXT;
        ALTER TABLE segments ADD COLUMN speech_prob REAL NOT NULL DEFAULT 1;
        ALTER TABLE segments ADD COLUMN voice REAL;                       -- above 0: sounds like speech
        ALTER TABLE segments ADD COLUMN rung INTEGER NOT NULL DEFAULT 1;  -- how hard it was listened to
        ALTER TABLE segments ADD COLUMN doubt TEXT;                       -- why it is not believed, in words
        ALTER TABLE clips ADD COLUMN track INTEGER NOT NULL DEFAULT 0;    -- which sound track was heard
        """
    )


@migrations()
def m003_what_became_of_files(db: Database) -> None:
    """Clips whose file was deleted, and clips whose name another recording has taken."""
    db.executescript(
        """
        ALTER TABLE clips ADD COLUMN missing_since TEXT;                  -- its file was last looked for then
        ALTER TABLE clips ADD COLUMN replaced_by TEXT REFERENCES clips(id) ON DELETE SET NULL;
        CREATE INDEX clips_replaced ON clips(replaced_by) WHERE replaced_by IS NOT NULL;
        CREATE INDEX failures_clip ON failures(clip_id);
        """
    )


@migrations()
def m004_answers_explained(db: Database) -> None:
    """Voices, quotes, mentions and repeats; what the machine tagged apart from what a person decided."""
    db.executescript(
        """
        CREATE TABLE turns (
            clip_id TEXT NOT NULL REFERENCES clips(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            start REAL NOT NULL,
            "end" REAL NOT NULL,
            voice INTEGER NOT NULL,         -- from 1, in order of first speaking
            PRIMARY KEY (clip_id, position)
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE answers ADD COLUMN voice INTEGER;            -- null if voices were not told apart
        ALTER TABLE answers ADD COLUMN question_start REAL;
        ALTER TABLE answers ADD COLUMN small_talk INTEGER NOT NULL DEFAULT 0;  -- 1: about the filming
        ALTER TABLE answers ADD COLUMN off_topic INTEGER NOT NULL DEFAULT 0;  -- 1: kept, and hidden
        ALTER TABLE answers ADD COLUMN polarity_score REAL;      -- how sure the machine is
        ALTER TABLE answers ADD COLUMN kind_score REAL;

        ALTER TABLE answer_themes ADD COLUMN why TEXT;           -- the example it reads like

        CREATE TABLE machine_tags (         -- answer_themes is this, and what people decided
            answer_id TEXT NOT NULL REFERENCES answers(id) ON DELETE CASCADE,
            theme TEXT NOT NULL REFERENCES themes(slug) ON DELETE CASCADE,
            score REAL NOT NULL,
            tier TEXT NOT NULL CHECK (tier IN ('tag', 'suggested')),
            evidence_start INTEGER,
            evidence_end INTEGER,
            source TEXT NOT NULL CHECK (source IN ('lexicon', 'model')),
            tagger_version TEXT NOT NULL,
            why TEXT,
            PRIMARY KEY (answer_id, theme)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO machine_tags
            SELECT answer_id, theme, score, tier, evidence_start, evidence_end, source, tagger_version, why
            FROM answer_themes WHERE source <> 'person';

        CREATE TABLE machine_readings (     -- answers has this too, but for what people decided
            answer_id TEXT PRIMARY KEY REFERENCES answers(id) ON DELETE CASCADE,
            polarity TEXT,
            polarity_score REAL,
            kind TEXT,
            kind_score REAL,
            off_topic REAL NOT NULL         -- how likely it is no answer
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE quotes (
            answer_id TEXT NOT NULL REFERENCES answers(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,      -- 1: the best
            text TEXT NOT NULL,
            start REAL NOT NULL,
            "end" REAL NOT NULL,
            first_word INTEGER NOT NULL,
            last_word INTEGER NOT NULL,
            score REAL NOT NULL,
            PRIMARY KEY (answer_id, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE mentions (
            answer_id TEXT NOT NULL REFERENCES answers(id) ON DELETE CASCADE,
            start INTEGER NOT NULL,         -- characters of answers.text
            "end" INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('name', 'place', 'dismissed')),
            text TEXT NOT NULL,
            theme TEXT,                     -- of what is dismissed
            PRIMARY KEY (answer_id, start, kind)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE repeats (              -- perhaps the same answer again: a hint
            answer_id TEXT NOT NULL REFERENCES answers(id) ON DELETE CASCADE,
            other_id TEXT NOT NULL REFERENCES answers(id) ON DELETE CASCADE,
            similarity REAL NOT NULL,
            PRIMARY KEY (answer_id, other_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX repeats_other ON repeats(other_id);

        ALTER TABLE corrections ADD COLUMN start REAL;           -- of the answer as it was then, in seconds
        ALTER TABLE corrections ADD COLUMN "end" REAL;
        ALTER TABLE corrections ADD COLUMN undoes INTEGER REFERENCES corrections(id);

        -- Corrections are only ever added. They go with their clip, and in no other way.
        CREATE TRIGGER corrections_are_not_replaced BEFORE INSERT ON corrections
        WHEN EXISTS (SELECT 1 FROM corrections WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'a correction is never changed: add one that undoes it'); END;
        CREATE TRIGGER corrections_are_not_changed BEFORE UPDATE ON corrections
        BEGIN SELECT RAISE(ABORT, 'a correction is never changed: add one that undoes it'); END;
        CREATE TRIGGER corrections_are_not_deleted BEFORE DELETE ON corrections
        WHEN EXISTS (SELECT 1 FROM clips WHERE id = OLD.clip_id)
        BEGIN SELECT RAISE(ABORT, 'a correction is never deleted: add one that undoes it'); END;

        CREATE TABLE learnt (               -- what corrections taught the tagger: one row
            id INTEGER PRIMARY KEY CHECK (id = 1),
            version TEXT NOT NULL,
            weights BLOB NOT NULL,
            fitted_at TEXT NOT NULL
        ) STRICT;
        """
    )


@migrations()
def m005_who_and_what_is_meant(db: Database) -> None:
    """Who speaks, whether named or not; and what each answer means, so that others like it are found."""
    db.executescript(
        """
        -- The person, or where nobody is named yet a voice of the clip: so that people can be counted.
        ALTER TABLE answers ADD COLUMN speaker TEXT
            GENERATED ALWAYS AS (coalesce(person_id, clip_id || '-v' || coalesce(voice, 1))) VIRTUAL;
        CREATE INDEX answers_speaker ON answers(speaker);

        CREATE TABLE meanings (
            answer_id TEXT PRIMARY KEY REFERENCES answers(id) ON DELETE CASCADE,
            text_sha256 TEXT NOT NULL,      -- of the text that was read: another text means something else
            encoder TEXT NOT NULL,          -- the version of what read it
            vector BLOB NOT NULL            -- unit length, 384 numbers, float16, little-endian
        ) STRICT, WITHOUT ROWID;
        """
    )


@migrations()
def m006_contrasts(db: Database) -> None:
    """Which themes oppose each other; and an index by which doubtful words are counted."""
    db.executescript(
        """
        -- Themes are stored one by one, so the one it names may follow it.
        ALTER TABLE themes ADD COLUMN contrast TEXT
            REFERENCES themes(slug) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
        CREATE INDEX words_doubtful ON words(clip_id) WHERE probability < 0.5;
        """
    )


@migrations()
def m007_curated_and_consented(db: Database) -> None:
    """What people edit, approve and hide; their consent; what was redacted, published and forgotten."""
    db.executescript(
        """
        ALTER TABLE answers ADD COLUMN quote_review TEXT NOT NULL DEFAULT 'new';  -- or 'approved'
        ALTER TABLE answers ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
        -- 1: somebody in the clip refused, withdrew, or their consent has expired.
        ALTER TABLE answers ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE answers ADD COLUMN shown INTEGER
            GENERATED ALWAYS AS (off_topic = 0 AND review <> 'hidden' AND withheld = 0) VIRTUAL;
        ALTER TABLE quotes ADD COLUMN chosen INTEGER NOT NULL DEFAULT 0;  -- 1: a person chose its words

        ALTER TABLE consents ADD COLUMN wording_version TEXT;
        ALTER TABLE consents ADD COLUMN author TEXT;             -- who recorded it

        -- Of the machine's words that a decision stood over, so that it is seen when others were heard.
        ALTER TABLE corrections ADD COLUMN said TEXT;

        CREATE TABLE word_edits (           -- follows from words and corrections: what differs from `words`
            clip_id TEXT NOT NULL REFERENCES clips(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            text TEXT NOT NULL,             -- empty where a word was taken out or stands in the one before
            redacted INTEGER NOT NULL,      -- 1: hidden behind a bar
            PRIMARY KEY (clip_id, position)
        ) STRICT, WITHOUT ROWID;

        CREATE VIEW spoken AS               -- the words as they are shown; `words` stays as it was heard
            SELECT w.clip_id, w.position, w.segment, w.start, w."end", coalesce(e.text, w.text) AS text,
                   w.glued, iif(e.text IS NULL, w.probability, 1.0) AS probability,
                   coalesce(e.redacted, 0) AS redacted
            FROM words w LEFT JOIN word_edits e ON e.clip_id = w.clip_id AND e.position = w.position;

        CREATE TABLE redaction_checks (     -- redacted sound was listened to again
            clip_id TEXT NOT NULL REFERENCES clips(id) ON DELETE CASCADE,
            recipe TEXT NOT NULL,           -- of the redactions: others must be listened to anew
            passed INTEGER NOT NULL,        -- 1: none of the words is heard any more
            checked_at TEXT NOT NULL,
            PRIMARY KEY (clip_id, recipe)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE project_key (          -- makes what is derived from it meaningless to others: one row
            id INTEGER PRIMARY KEY CHECK (id = 1),
            key BLOB NOT NULL
        ) STRICT;
        INSERT INTO project_key VALUES (1, randomblob(32));

        CREATE TABLE forgotten (            -- recordings that are not taken in again
            fingerprint TEXT PRIMARY KEY,   -- HMAC-SHA256 of the file's SHA-256 under the project's key
            forgotten_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE publications (         -- the latest of each place: what it holds, without any words
            target TEXT PRIMARY KEY,        -- a path as `Project.stored_path` makes it
            form TEXT NOT NULL CHECK (form IN ('static', 'docker', 'serve')),
            published_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE published_answers (
            target TEXT NOT NULL REFERENCES publications(target) ON DELETE CASCADE,
            answer_id TEXT NOT NULL,
            clip_id TEXT NOT NULL,
            content TEXT NOT NULL,          -- of all that is shown of it, under the project's key: to compare
            PRIMARY KEY (target, answer_id)
        ) STRICT, WITHOUT ROWID;
        """
    )


@migrations()
def m008_taken_away(db: Database) -> None:
    """What was made for people to take away, and whose words are in it."""
    db.executescript(
        """
        CREATE TABLE takeaways (            -- files that hold what people said: to find them again
            path TEXT PRIMARY KEY,          -- as `Project.stored_path` makes it
            kind TEXT NOT NULL CHECK (kind IN ('quotes', 'captions', 'clip', 'card', 'reel', 'report')),
            channel TEXT NOT NULL,          -- by which way it may leave
            size INTEGER,                   -- of the whole file, as is its sum; null until it is written
            sha256 TEXT,
            made_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE takeaway_answers (
            path TEXT NOT NULL REFERENCES takeaways(path) ON DELETE CASCADE,
            answer_id TEXT NOT NULL,
            clip_id TEXT NOT NULL,
            PRIMARY KEY (path, answer_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX takeaway_answers_clip ON takeaway_answers(clip_id);
        """
    )


@migrations()
def m009_written(db: Database) -> None:
    """Answers that were written and not said: where they came from, and what they said before."""
    db.executescript(
        """
        -- 'video', 'sound'; 'note', read from a picture of another clip; 'written': these have no file.
        ALTER TABLE clips ADD COLUMN source TEXT NOT NULL DEFAULT 'video'
            CHECK (source IN ('video', 'sound', 'note', 'written'));
        UPDATE clips SET source = 'sound' WHERE width IS NULL AND status <> 'failed';

        ALTER TABLE answers ADD COLUMN source TEXT NOT NULL DEFAULT 'video';    -- of its clip
        UPDATE answers SET source = 'sound'
            WHERE clip_id IN (SELECT id FROM clips WHERE source = 'sound');
        -- What was read from a picture is nobody's answer until a person has looked at it.
        ALTER TABLE answers DROP COLUMN shown;
        ALTER TABLE answers ADD COLUMN shown INTEGER
            GENERATED ALWAYS AS (
                off_topic = 0 AND review <> 'hidden' AND withheld = 0
                AND (source <> 'note' OR review = 'approved')
            ) VIRTUAL;

        CREATE TABLE writings (             -- of clips that are text; their words count one second each
            clip_id TEXT PRIMARY KEY REFERENCES clips(id) ON DELETE CASCADE,
            key TEXT NOT NULL,              -- by which it is known again
            origin TEXT NOT NULL,           -- the file it came in, by name; empty for none
            row INTEGER,                    -- its place in that file, from 1
            row_sum TEXT,                   -- of what its row says now: the same row is known by it
            author TEXT,
            author_sum TEXT,                -- keyed, of an address or handle: tells people of one name apart
            address TEXT,                   -- where it can be seen on the web
            written_at TEXT,                -- ISO 8601
            of_clip TEXT REFERENCES clips(id) ON DELETE CASCADE,    -- for a note: where it is seen
            start REAL,                     -- for a note: seconds in that clip
            "end" REAL,
            at REAL,                        -- for a note: when it is seen best
            confidence REAL                 -- for a note: how sure the reader is of its letters, 0 to 1
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX writings_of_clip ON writings(of_clip) WHERE of_clip IS NOT NULL;
        CREATE INDEX writings_place ON writings(origin, row);
        CREATE INDEX writings_row_sum ON writings(row_sum) WHERE row_sum IS NOT NULL;
        CREATE INDEX writings_author ON writings(author, written_at) WHERE author IS NOT NULL;
        CREATE INDEX writings_author_sum ON writings(author_sum) WHERE author_sum IS NOT NULL;

        CREATE TABLE revisions (            -- what a writing said before
            clip_id TEXT NOT NULL REFERENCES clips(id) ON DELETE CASCADE,
            number INTEGER NOT NULL,        -- from 1
            text TEXT NOT NULL,
            row_sum TEXT,                   -- as it was of that text
            replaced_at TEXT NOT NULL,
            PRIMARY KEY (clip_id, number)
        ) STRICT, WITHOUT ROWID;
        """
    )


@migrations()
def m010_who_may_speak(db: Database) -> None:
    """Who speaks as the names of files tell it, and whom a person may name by what is said."""
    db.executescript(
        """
        ALTER TABLE people ADD COLUMN source TEXT;      -- 'file name'; null for whom a person named
        -- 1: only the name of the file tells who says it.
        ALTER TABLE answers ADD COLUMN by_file INTEGER NOT NULL DEFAULT 0;

        CREATE TABLE file_people (          -- what the name of a clip's file tells, by a pattern
            clip_id TEXT PRIMARY KEY REFERENCES clips(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            role TEXT,
            company TEXT,
            place TEXT,
            -- Null where it may be somebody else of that name: a person has to say.
            person_id TEXT REFERENCES people(id) ON DELETE SET NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX file_people_person ON file_people(person_id);

        CREATE TABLE person_suggestions (   -- nobody is named by these until a person accepts one
            id TEXT PRIMARY KEY,
            answer_id TEXT NOT NULL REFERENCES answers(id) ON DELETE CASCADE,
            source TEXT NOT NULL CHECK (source IN ('speech', 'file name')),
            name TEXT NOT NULL,
            role TEXT,
            company TEXT,
            place TEXT,
            person_id TEXT REFERENCES people(id) ON DELETE SET NULL,    -- who is meant, where that is known
            said TEXT                       -- the words in which they introduce themselves
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX person_suggestions_answer ON person_suggestions(answer_id);
        """
    )


@migrations()
def m011_compared(db: Database) -> None:
    """What answers are compared by, and which have to be compared again: never all of them."""
    db.executescript(
        """
        CREATE TABLE changed_answers (      -- to be compared with all others: new, gone, or other than before
            number INTEGER PRIMARY KEY      -- of `answers`
        ) STRICT;
        CREATE TABLE compared (             -- answers that were compared
            number INTEGER PRIMARY KEY,     -- of `answers`: it may be gone
            pairs BLOB NOT NULL             -- the pairs of `word_pairs` it holds, in order: 32 bits each
        ) STRICT;
        CREATE TABLE word_pairs (           -- who holds two words that follow each other
            pair INTEGER NOT NULL,          -- a sum of both
            number INTEGER NOT NULL,        -- of `compared`
            PRIMARY KEY (pair, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE comparison (           -- how answers are compared: one row
            id INTEGER PRIMARY KEY CHECK (id = 1),
            recipe TEXT NOT NULL            -- another one, or none yet: all of them are compared anew
        ) STRICT;

        -- Of a statement that fires a trigger the rule for conflicts holds there, too: so there must be none.
        CREATE TRIGGER answers_are_new AFTER INSERT ON answers
        WHEN NEW.number NOT IN (SELECT number FROM changed_answers)
        BEGIN INSERT INTO changed_answers VALUES (NEW.number); END;
        CREATE TRIGGER answers_change
        AFTER UPDATE OF text, language, off_topic, person_id, voice, source ON answers
        WHEN NEW.number NOT IN (SELECT number FROM changed_answers) AND (
            NEW.text <> OLD.text OR NEW.language IS NOT OLD.language OR NEW.off_topic <> OLD.off_topic
            OR NEW.person_id IS NOT OLD.person_id OR NEW.voice IS NOT OLD.voice OR NEW.source <> OLD.source
        )
        BEGIN INSERT INTO changed_answers VALUES (NEW.number); END;
        CREATE TRIGGER answers_go AFTER DELETE ON answers
        WHEN OLD.number NOT IN (SELECT number FROM changed_answers)
        BEGIN INSERT INTO changed_answers VALUES (OLD.number); END;
        CREATE TRIGGER languages_change AFTER UPDATE OF language ON clips
        WHEN NEW.language IS NOT OLD.language
        BEGIN
            INSERT INTO changed_answers SELECT number FROM answers
            WHERE clip_id = NEW.id AND number NOT IN (SELECT number FROM changed_answers);
        END;
        CREATE TRIGGER meanings_are_new AFTER INSERT ON meanings
        BEGIN
            INSERT INTO changed_answers SELECT number FROM answers
            WHERE id = NEW.answer_id AND number NOT IN (SELECT number FROM changed_answers);
        END;
        CREATE TRIGGER meanings_change AFTER UPDATE ON meanings
        BEGIN
            INSERT INTO changed_answers SELECT number FROM answers
            WHERE id = NEW.answer_id AND number NOT IN (SELECT number FROM changed_answers);
        END;
        CREATE TRIGGER meanings_go AFTER DELETE ON meanings
        BEGIN
            INSERT INTO changed_answers SELECT number FROM answers
            WHERE id = OLD.answer_id AND number NOT IN (SELECT number FROM changed_answers);
        END;
        """
    )
