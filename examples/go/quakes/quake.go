package main

import (
	"encoding/json"
	"os"
	"time"
)

// Quake is a seismic event, as its schema says: quakes.Quake.
type Quake struct {
	ID       string             `avro:"id" json:"id"`
	Time     time.Time          `avro:"time" json:"-"`
	Updated  time.Time          `avro:"updated" json:"-"`
	Place    string             `avro:"place" json:"place"`
	Location Location           `avro:"location" json:"location"`
	Mag      *float64           `avro:"mag" json:"mag"`
	MagType  string             `avro:"mag_type" json:"mag_type"`
	Type     string             `avro:"type" json:"type"`
	Status   Status             `avro:"status" json:"status"`
	Alert    *Alert             `avro:"alert" json:"alert"`
	Felt     *int32             `avro:"felt" json:"felt"`
	Cdi      *float64           `avro:"cdi" json:"cdi"`
	Mmi      *float64           `avro:"mmi" json:"mmi"`
	Tsunami  bool               `avro:"tsunami" json:"tsunami"`
	Sig      int32              `avro:"sig" json:"sig"`
	Net      string             `avro:"net" json:"net"`
	IDs      []string           `avro:"ids" json:"ids"`
	Sources  []string           `avro:"sources" json:"sources"`
	Types    []string           `avro:"types" json:"types"`
	Quality  map[string]float64 `avro:"quality" json:"quality"`
}

// Location is where it happened. Depth is in kilometres.
type Location struct {
	Longitude float64 `avro:"longitude" json:"longitude"`
	Latitude  float64 `avro:"latitude" json:"latitude"`
	Depth     float64 `avro:"depth" json:"depth"`
}

// Status says whether people have looked at it.
type Status string

// Alert is the level of the alarm.
type Alert string

// events reads the events of a JSON file.
func events(path string) ([]Quake, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	// Instants are milliseconds there.
	var rows []struct {
		Quake
		Time    int64 `json:"time"`
		Updated int64 `json:"updated"`
	}
	if err := json.Unmarshal(text, &rows); err != nil {
		return nil, err
	}
	quakes := make([]Quake, len(rows))
	for i, row := range rows {
		quakes[i] = row.Quake
		quakes[i].Time, quakes[i].Updated = time.UnixMilli(row.Time), time.UnixMilli(row.Updated)
	}
	return quakes, nil
}
