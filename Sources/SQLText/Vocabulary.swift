extension KeywordTable {
    /// Every word that the table knows, with what the scanner makes of it.
    static func vocabulary() -> [(word: String, keyword: Keyword, traits: KeywordTraits)] {
        var entries: [String: (keyword: Keyword, traits: KeywordTraits)] = [:]
        for word in distinct { entries[word, default: (.none, [])].traits.insert(.distinct) }
        for word in operandFollows { entries[word, default: (.none, [])].traits.insert(.expectsOperand) }
        for (keyword, words) in meanings {
            for word in words.split(separator: " ") { entries[String(word), default: (.none, [])].keyword = keyword }
        }
        return entries.map { ($0.key, $0.value.keyword, $0.value.traits) }
    }

    private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

    /// PostgreSQL 15's reserved, type-or-function and column-name keywords (kwlist.h).
    private static let distinct =
        words(
            "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create"
                + " current_catalog current_date current_role current_time current_timestamp current_user default"
                + " deferrable desc distinct do else end except false fetch for foreign from grant group having in"
                + " initially intersect into lateral leading limit localtime localtimestamp not null offset on only or"
                + " order placing primary references returning select session_user some symmetric table then to"
                + " trailing true union unique user using variadic when where window with")
        + words(
            "authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join"
                + " left like natural notnull outer overlaps right similar tablesample verbose")
        + words(
            "between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping"
                + " inout int integer interval least national nchar none normalize nullif numeric out overlay position"
                + " precision real row setof smallint substring time timestamp treat trim values varchar xmlattributes"
                + " xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable"
        )

    private static let operandFollows = words(
        "select where and or not on having when then else case limit offset between in like ilike similar from for"
            + " using distinct all some any default check by to returning return escape with fetch values both leading"
            + " trailing symmetric asymmetric")

    private static let meanings: [(Keyword, String)] = [
        (.select, "select"), (.insert, "insert"), (.update, "update"), (.delete, "delete"), (.merge, "merge"),
        (.copy, "copy"), (.begin, "begin"), (.start, "start"), (.commit, "commit"), (.end, "end"),
        (.rollback, "rollback"), (.abort, "abort"), (.savepoint, "savepoint"), (.release, "release"), (.set, "set"),
        (.show, "show"), (.reset, "reset"), (.discard, "discard"), (.prepare, "prepare"), (.execute, "execute"),
        (.deallocate, "deallocate"), (.declare, "declare"), (.fetch, "fetch"), (.move, "move"), (.close, "close"),
        (.listen, "listen"), (.notify, "notify"), (.unlisten, "unlisten"), (.create, "create"), (.alter, "alter"),
        (.drop, "drop"), (.truncate, "truncate"), (.grant, "grant"), (.revoke, "revoke"), (.vacuum, "vacuum"),
        (.analyze, "analyze analyse"), (.explain, "explain"), (.call, "call"), (.do, "do"), (.lock, "lock"),
        (.values, "values"), (.table, "table"), (.comment, "comment"), (.reindex, "reindex"), (.cluster, "cluster"),
        (.refresh, "refresh"), (.checkpoint, "checkpoint"), (.load, "load"), (.import, "import"),
        (.reassign, "reassign"), (.security, "security"), (.with, "with"),
        (.as, "as"), (.for, "for"), (.to, "to"), (.from, "from"), (.in, "in"), (.all, "all"), (.array, "array"),
        (.not, "not"), (.null, "null"), (.true, "true"), (.false, "false"), (.case, "case"), (.atomic, "atomic"),
        (.work, "work"), (.transaction, "transaction"),
        (.direction, "next prior first last absolute relative forward backward"), (.function, "function"),
        (.procedure, "procedure"), (.program, "program"), (.connection, "connection"), (.system, "system"),
        (.uescape, "uescape"), (.password, "password"), (.by, "by"),
        (.sequenceOption, "minvalue maxvalue increment restart"),
        (
            .codeFunction,
            "query_to_xml query_to_xmlschema query_to_xml_and_xmlschema dblink dblink_exec dblink_open dblink_connect"
                + " dblink_connect_u dblink_send_query dblink_fdw_validator crosstab crosstab2 crosstab3 crosstab4"
                + " crosstabn ts_stat ts_rewrite connectby xpath_table"
        ),
    ]
}
