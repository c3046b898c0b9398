#pragma once

// The generated messages by name only: their headers are heavy and stay in the .cpp files that need them.

namespace clearing::delta::v1 {

class AdjustmentAnswer;
class AdjustmentRequest;
class Bill;
class CancelAnswer;
class CancelRequest;
class Cell;
class DayCloseAnswer;
class DayCloseRequest;
class DayDetailsAnswer;
class DayGroupsAnswer;
class DayKeysAnswer;
class DayKeysRequest;
class DayLine;
class DayLinesAnswer;
class DayLinesRequest;
class DayRangesAnswer;
class DayRangesRequest;
class Diagnosis;
class EntitlementAnswer;
class EntitlementRequest;
class Envelope;
class Error;
class FeeLine;
class Filing;
class Hello;
class LineGroup;
class Person;
class PersonAnswer;
class PersonRequest;
class QueryAnswer;
class QuoteAnswer;
class SettleAnswer;
class SettlementKey;
class Split;
class StatementAdjustments;
class StatementAnswer;
class StatementRequest;
class VisitAnswer;
class VisitRequest;

}  // namespace clearing::delta::v1

namespace clearing::yangtze_delta {

namespace wire = clearing::delta::v1;

}  // namespace clearing::yangtze_delta
