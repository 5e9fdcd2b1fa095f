"""Which calculation needs which determinations, so that a screen can fill in computed rows as values come.

Keys are those of the determinations (patients/determinations), values in their stored units, yes/no as
True/False or the codes ja/nee, findings as normaal/afwijkend. Read are:
gewicht lengte rr_sys chol hdl trig nuchter kreat egfr acr hba1c roken sigaretten_per_dag rookjaren;
monofil_li monofil_re voetdoorbl_li voetdoorbl_re voetdruk voetulcus_ooit charcot_inactief dialyse;
mrc ccq cat acq6 act longaanvallen longaanval_opnames gewichtsverlies_ongewild ffmi fev1_pre fev1_post
fvc_post fev1_fvc_post fev1_procent ras; vallen_aantal val_bezorgd val_moeite_bewegen;
ggz_dsm_vermoeden ggz_ernst ggz_risico ggz_complexiteit ggz_beloop.
A result is kept under the determination that `Calculation.stores` names. Questionnaires are scored by
`protocols.instruments`, not here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from . import (
    asthma,
    body,
    elderly_risk,
    feet,
    gli,
    glucose,
    kidney,
    kidney_risk,
    lipids,
    lung,
    mental_health,
    score2,
    smoking,
)
from .facts import Facts, NotAvailable
from .kidney import Edition
from .measured import Measured
from .mental_health import Level
from .result import Algorithm, Outcome, Reason


@dataclass(frozen=True, slots=True)
class Calculation:
    """One computed row: its algorithm, the determinations it cannot do without, and those it can use."""

    key: str
    algorithm: Algorithm
    needs: tuple[str, ...]
    run: Callable[[Facts], Outcome]
    uses: tuple[str, ...] = ()

    @property
    def stores(self) -> str:
        """The determination under which the result is kept."""
        return _STORED_AS.get(self.key, self.key)

    def compute(self, facts: Facts) -> Outcome:
        """The outcome for one patient on one day; what is missing becomes the reason."""
        try:
            return self.run(facts)
        except NotAvailable as absent:
            return self.algorithm.blocked(absent.reason, absent.text)


def _bmi(facts: Facts) -> Outcome:
    return body.bmi(facts.number("gewicht"), facts.number("lengte"))


def _non_hdl(facts: Facts) -> Outcome:
    return lipids.non_hdl(facts.number("chol"), facts.number("hdl"))


def _ratio(facts: Facts) -> Outcome:
    return lipids.total_hdl_ratio(facts.number("chol"), facts.number("hdl"))


def _ldl(facts: Facts) -> Outcome:
    values = facts.number("chol"), facts.number("hdl"), facts.number("trig")
    return lipids.ldl_friedewald(*values, is_fasting=facts.truth("nuchter"))


def _egfr(edition: Edition) -> Callable[[Facts], Outcome]:
    def run(facts: Facts) -> Outcome:
        return kidney.egfr(facts.number("kreat"), sex=facts.known_sex(), age=facts.age(), edition=edition)

    return run


def _ckd_risk(facts: Facts) -> Outcome:
    return kidney_risk.ckd_risk(facts.measured("egfr"), facts.measured("acr"))


def _profile(facts: Facts) -> score2.RiskProfile:
    return score2.RiskProfile(
        sex=facts.known_sex(),
        age=facts.age(),
        is_smoker=facts.choice("roken") == "ja",
        sbp=facts.number("rr_sys"),
        total_cholesterol=facts.number("chol"),
        hdl=facts.number("hdl"),
    )


def _ten_year_risk(facts: Facts) -> Outcome:
    diabetes = _diabetes(facts) if facts.exclusions.has_diabetes else None
    return score2.ten_year_risk(_profile(facts), exclusions=facts.exclusions, diabetes=diabetes, region=facts.region)


def _diabetes(facts: Facts) -> score2.DiabetesProfile | None:
    if facts.diabetes_since is None:
        return None
    duration = _known_duration(facts)
    return score2.DiabetesProfile(facts.number("hba1c"), facts.number("egfr"), facts.age() - duration)


def _known_duration(facts: Facts) -> int:
    outcome = _diabetes_duration(facts)
    if outcome.is_blocked:
        raise NotAvailable(outcome.reason, outcome.text)
    return outcome.value


def _diabetes_duration(facts: Facts) -> Outcome:
    if facts.diabetes_since is None:
        raise NotAvailable(Reason.MISSING, "De datum van de diagnose diabetes ontbreekt.")
    return glucose.diabetes_duration(facts.diabetes_since, facts.on)


def _hba1c_percent(facts: Facts) -> Outcome:
    return glucose.hba1c_in_percent(facts.number("hba1c"))


def _pack_years(facts: Facts) -> Outcome:
    period = smoking.SmokingPeriod(facts.number("sigaretten_per_dag"), facts.number("rookjaren"))
    return smoking.pack_years([period])


def _sims(facts: Facts) -> Outcome:
    egfr = facts.values.get("egfr")
    end_stage = isinstance(egfr, Measured) and egfr.highest < 15
    findings = feet.FootFindings(
        has_lost_sensation=facts.truth("monofil_li", "monofil_re"),
        has_arterial_disease=facts.truth("voetdoorbl_li", "voetdoorbl_re"),
        has_pressure_signs=facts.truth("voetdruk"),
        had_ulcer_or_amputation=facts.truth("voetulcus_ooit"),
        has_inactive_charcot=facts.truth("charcot_inactief"),
        has_end_stage_kidney=end_stage or facts.truth("dialyse"),
    )
    return feet.sims(findings)


def _mmrc(facts: Facts) -> Outcome:
    return lung.mrc_to_mmrc(int(facts.number("mrc")))


def _lung_calculation(key: str, measure: gli.LungMeasure, determination: str) -> Calculation:
    def run(facts: Facts) -> Outcome:
        return gli.z_score(measure, facts.number(determination), _lung_subject(facts))

    return Calculation(key, gli.ALGORITHMS[measure], (determination, *_LUNG), run)


def _lung_subject(facts: Facts) -> gli.LungSubject:
    group = gli.Ancestry(int(facts.number("ras")))
    return gli.LungSubject(facts.known_sex(), facts.decimal_age(), facts.number("lengte"), group)


def _gold_stage(facts: Facts) -> Outcome:
    subject = _lung_subject(facts)
    ratio = gli.z_score(gli.LungMeasure.RATIO, facts.number("fev1_fvc_post"), subject)
    fev1 = gli.z_score(gli.LungMeasure.FEV1, facts.number("fev1_post"), subject)
    for outcome in (ratio, fev1):
        if outcome.is_blocked:
            return lung.GOLD_STAGE.blocked(outcome.reason, outcome.text)
    return lung.gold_stage(fev1.details["procent"], is_obstructed=ratio.value < gli.Z_LIMIT)


def _reversibility(facts: Facts) -> Outcome:
    return lung.reversibility(facts.number("fev1_pre"), facts.number("fev1_post"))


def _gold_abe(facts: Facts) -> Outcome:
    attacks = lung.Attacks(int(facts.number("longaanvallen")), int(facts.number_or_none("longaanval_opnames") or 0))
    mmrc = _optional_int(facts, "mrc")
    cat = _optional_int(facts, "cat")
    return lung.gold_abe(attacks, mmrc=None if mmrc is None else mmrc - 1, cat=cat)


def _optional_int(facts: Facts, key: str) -> int | None:
    value = facts.number_or_none(key)
    return None if value is None else int(value)


def _copd_burden(facts: Facts) -> Outcome:
    bmi = COMPUTED["bmi"].compute(facts)
    parameters = lung.CopdParameters(
        mrc=_optional_int(facts, "mrc"),
        ccq=facts.number_or_none("ccq"),
        courses=_optional_int(facts, "longaanvallen"),
        admissions=_optional_int(facts, "longaanval_opnames"),
        bmi=None if bmi.is_blocked else bmi.value,
        has_weight_loss=facts.truth("gewichtsverlies_ongewild"),
        has_low_ffmi=lung.has_low_ffmi(facts.number_or_none("ffmi"), facts.sex),
        fev1_percent=_known_fev1_percent(facts),
        fev1_litres=facts.number_or_none("fev1_post"),
    )
    return lung.copd_burden(parameters)


def _known_fev1_percent(facts: Facts) -> float | None:
    """The percentage the device gave, or else the one from the reference values."""
    computed = COMPUTED["fev1_procent"].compute(facts)
    given = facts.number_or_none("fev1_procent")
    return given if given is not None or computed.is_blocked else computed.value


def _fev1_percent(facts: Facts) -> Outcome:
    z = COMPUTED["fev1_z"].compute(facts)
    if z.is_blocked:
        return gli.FEV1_PERCENT.blocked(z.reason, z.text)
    return gli.FEV1_PERCENT.result(z.details["procent"], z.inputs, notes=z.notes)


def _fall_screen(facts: Facts) -> Outcome:
    falls = facts.number_or_none("vallen_aantal")
    return elderly_risk.fall_screen(
        fell=None if falls is None else falls > 0,
        worries=facts.truth("val_bezorgd"),
        moves_poorly=facts.truth("val_moeite_bewegen"),
    )


_LEVELS = {"licht": Level.LOW, "laag": Level.LOW, "geen": Level.LOW, "matig": Level.MODERATE}
_LEVELS |= {"ernstig": Level.HIGH, "hoog": Level.HIGH}


def _echelon(facts: Facts) -> Outcome:
    picture = mental_health.MentalHealthPicture(
        is_dsm_suspected=facts.truth("ggz_dsm_vermoeden"),
        severity=_LEVELS[facts.choice("ggz_ernst")],
        risk=_LEVELS[facts.choice("ggz_risico")],
        complexity=_LEVELS[facts.choice("ggz_complexiteit")],
        is_stable_chronic=facts.values.get("ggz_beloop") == "chronisch",
    )
    return mental_health.referral_proposal(picture)


def _asthma_control(facts: Facts) -> Outcome:
    return asthma.adult_control(
        acq6=facts.number_or_none("acq6"),
        act=_optional_int(facts, "act"),
        attacks=_optional_int(facts, "longaanvallen"),
    )


_STORED_AS = {"ldl_friedewald": "ldl", "egfr_2009": "egfr", "egfr_2021": "egfr"}
_BODY = ("gewicht", "lengte")
_LUNG = ("lengte", "ras")
_FEET = ("monofil_li", "monofil_re", "voetdoorbl_li", "voetdoorbl_re", "voetdruk", "voetulcus_ooit", "charcot_inactief")
_BURDEN = (
    *("mrc", "ccq", "longaanvallen", "longaanval_opnames", "gewichtsverlies_ongewild", "ffmi"),
    *("fev1_procent", "fev1_post", *_BODY, "ras"),
)
_FALLS = ("vallen_aantal", "val_bezorgd", "val_moeite_bewegen")
_GGZ = ("ggz_dsm_vermoeden", "ggz_ernst", "ggz_risico", "ggz_complexiteit")
_RISK = ("rr_sys", "chol", "hdl", "roken")

_ALL = (
    Calculation("bmi", body.BMI, _BODY, _bmi),
    Calculation("nonhdl", lipids.NON_HDL, ("chol", "hdl"), _non_hdl),
    Calculation("chol_hdl_ratio", lipids.RATIO, ("chol", "hdl"), _ratio),
    Calculation("ldl_friedewald", lipids.FRIEDEWALD, ("chol", "hdl", "trig"), _ldl, uses=("nuchter",)),
    Calculation("egfr_2009", kidney.ALGORITHMS[Edition.CKD_EPI_2009], ("kreat",), _egfr(Edition.CKD_EPI_2009)),
    Calculation("egfr_2021", kidney.ALGORITHMS[Edition.CKD_EPI_2021], ("kreat",), _egfr(Edition.CKD_EPI_2021)),
    Calculation("rcns", kidney_risk.CKD_RISK, ("egfr", "acr"), _ckd_risk),
    Calculation("hvz_risico", score2.SCORE2, _RISK, _ten_year_risk, uses=("hba1c", "egfr")),
    Calculation("hba1c_procent", glucose.HBA1C_IN_PERCENT, ("hba1c",), _hba1c_percent),
    Calculation("dm_duur", glucose.DM_DURATION, (), _diabetes_duration),
    Calculation("pakjaren", smoking.PACK_YEARS, ("sigaretten_per_dag", "rookjaren"), _pack_years),
    Calculation("sims", feet.SIMS, _FEET, _sims, uses=("egfr", "dialyse")),
    Calculation("mmrc", lung.MMRC, ("mrc",), _mmrc),
    _lung_calculation("fev1_z", gli.LungMeasure.FEV1, "fev1_post"),
    _lung_calculation("fvc_z", gli.LungMeasure.FVC, "fvc_post"),
    _lung_calculation("fev1_fvc_z", gli.LungMeasure.RATIO, "fev1_fvc_post"),
    Calculation("fev1_procent", gli.FEV1_PERCENT, ("fev1_post", *_LUNG), _fev1_percent),
    Calculation("gold_stadium", lung.GOLD_STAGE, ("fev1_post", "fev1_fvc_post", *_LUNG), _gold_stage),
    Calculation("reversibiliteit", lung.REVERSIBILITY, ("fev1_pre", "fev1_post"), _reversibility),
    Calculation("gold_abe", lung.GOLD_ABE, ("longaanvallen",), _gold_abe, uses=("mrc", "cat", "longaanval_opnames")),
    Calculation("ziektelast_copd", lung.BURDEN, (), _copd_burden, uses=_BURDEN),
    Calculation("astmacontrole", asthma.CURRENT, (), _asthma_control, uses=("acq6", "act", "longaanvallen")),
    Calculation("valrisico", elderly_risk.FALL_SCREEN, (), _fall_screen, uses=_FALLS),
    Calculation("ggz_echelon", mental_health.REFERRAL, _GGZ, _echelon, uses=("ggz_beloop",)),
)
COMPUTED = MappingProxyType({calculation.key: calculation for calculation in _ALL})


def compute(key: str, facts: Facts) -> Outcome:
    """The outcome of one calculation; an unknown key is a programming error (KeyError)."""
    return COMPUTED[key].compute(facts)


def affected_by(determination: str) -> Iterator[Calculation]:
    """The calculations to refresh when a value of this determination changes."""
    return (each for each in _ALL if determination in each.needs or determination in each.uses)
