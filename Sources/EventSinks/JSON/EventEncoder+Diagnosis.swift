// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

extension EventEncoder {
    static func write(_ diagnosis: Diagnosis, to json: inout JSONText) {
        json.key("id")
        json.string(diagnosis.id)
        json.key("revision")
        json.integer(diagnosis.revision)
        json.key("state")
        json.string(diagnosis.state.rawValue)
        json.key("code")
        json.string(diagnosis.code.rawValue)
        json.key("severity")
        json.string(diagnosis.severity.rawValue)
        json.key("confidence")
        json.number(diagnosis.confidence, decimals: 2)
        json.key("summary")
        json.string(diagnosis.summary)
        json.key("subject")
        json.optional(diagnosis.subject) { $0.string($1) }
        json.key("partition")
        json.optional(diagnosis.partition) { $0.string($1) }
        json.key("offset")
        json.optional(diagnosis.offset) { $0.integer($1) }
        json.key("evidence")
        json.array(diagnosis.evidence) { json, piece in
            json.object { json in
                json.key("line")
                json.integer(piece.line)
                json.key("rule")
                json.string(piece.rule)
                json.key("text")
                json.string(piece.text)
            }
        }
        json.key("further_evidence")
        json.integer(diagnosis.furtherEvidence)
        json.key("bad_blocks")
        json.array(diagnosis.badBlocks) { json, block in
            json.object { json in
                json.key("offset")
                json.optional(block.offset) { $0.integer($1) }
                json.key("block")
                json.optional(block.block) { $0.integer($1) }
                json.key("partition")
                json.optional(block.partition) { $0.string($1) }
            }
        }
        json.key("causes")
        json.array(diagnosis.causes) { Self.write($1, to: &$0) }
        json.key("steps")
        json.array(diagnosis.steps) { json, step in
            json.object { json in
                json.key("do")
                json.string(step.action)
                json.key("why")
                json.string(step.why)
                json.key("risk")
                json.string(step.risk.rawValue)
            }
        }
        json.key("owner")
        json.string(diagnosis.owner.rawValue)
        json.key("consequence_of")
        json.optional(diagnosis.consequenceOf) { $0.string($1) }
        json.key("survived")
        json.bool(diagnosis.isSurvived)
    }

    private static func write(_ cause: Diagnosis.Cause, to json: inout JSONText) {
        json.object { json in
            json.key("cause")
            json.string(cause.cause)
            json.key("title")
            json.string(cause.title)
            json.key("share")
            json.number(cause.share, decimals: 3)
            json.key("log_odds")
            json.number(cause.logOdds, decimals: 2)
            json.key("because")
            json.array(cause.because) { $0.string($1) }
        }
    }
}
