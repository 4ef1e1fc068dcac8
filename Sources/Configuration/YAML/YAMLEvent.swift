import CYaml

/// One step of libyaml's parser, copied out of its memory.
struct YAMLEvent {
    let type: yaml_event_type_t
    let position: Position
    /// A scalar's text, empty for anything else.
    private(set) var text = ""
    /// Whether a scalar stands without quotes.
    private(set) var isPlain = false
    /// Why a configuration may not hold this, nil when it may.
    private(set) var refusal: String?

    init(_ event: yaml_event_t) {
        type = event.type
        position = Position(event.start_mark)
        switch event.type {
        case YAML_ALIAS_EVENT: refusal = "aliases (*name) are not supported"
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
            refuse(anchor: scalar.anchor, tag: scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            refuse(anchor: event.data.sequence_start.anchor, tag: event.data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT:
            refuse(anchor: event.data.mapping_start.anchor, tag: event.data.mapping_start.tag)
        default: break
        }
    }

    private mutating func refuse(anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?) {
        if anchor != nil { refusal = "anchors (&name) are not supported" }
        if tag != nil { refusal = "tags (!name) are not supported" }
    }
}

extension Position {
    /// libyaml counts from zero.
    init(_ mark: yaml_mark_t) { self.init(line: mark.line + 1, column: mark.column + 1) }
}
